/**
 * Strategies run as copies at drawn addresses. A copy does what the original does only if nothing in
 * it is relative to where it stands, and if all of it is copied.
 */

import { beforeEach, describe, expect, it } from 'vitest';
import { addon, registry, runnable, wholeCalls } from './support/addon.js';
import { addonFile, type Instruction } from './support/disassembly.js';
import { callsOf } from './support/instructions.js';
import { needs } from './support/needs.js';
import { bankRequest, bootRequest, ignore } from './support/requests.js';
import { allCode, everyStrategy, forEachPlace, forEachWholeCall } from './support/resets.js';

/** It calls out to the C library, so it stays where the linker put it. */
const STAYS = 'memcpy-libc';
const moving = everyStrategy.filter((name) => name !== STAYS);
/** As many bytes of each function as are copied at most: two pages. */
const MOST_CODE_BYTES = 8192;
const LONGEST_INSTRUCTION_BYTES = 15;
/** EPT, NPT, shadow, nested_mmu. */
const KINDS = 4;

const usesItsAddress = ({ text }: Instruction) => /\(%[er]ip\)|%[er]ip\b/.test(text);
/** Absolute numbers instead of an address register: what a relocation would have filled in. */
const hasFixedAddress = ({ mnemonic, operands }: Instruction) =>
  !/^(j|call)/.test(mnemonic) &&
  operands.some((operand) => /^(%\w+:)?-?0x[0-9a-f]+$/.test(operand));

const texts = (instructions: readonly Instruction[]) => instructions.map(({ text }) => text);

describe('code that is copied', () => {
  beforeEach(needs('objdump', 'binutils'));

  describe('refers to nothing by its distance from here, and to nothing at a fixed address', () => {
    it.each(moving)('%s', (strategy) => {
      for (const { name, instructions } of allCode(strategy, addonFile)) {
        expect(texts(instructions.filter(usesItsAddress)), name).toEqual([]);
        expect(texts(instructions.filter(hasFixedAddress)), name).toEqual([]);
      }
    });
  });

  describe('jumps and calls nowhere outside of itself, and does not run off its end', () => {
    it.each(moving)('%s', (strategy) => {
      for (const code of allCode(strategy, addonFile)) {
        expect(texts(callsOf(code)), code.name).toEqual([]);
        expect(code.instructions.at(-1)?.mnemonic, code.name).toMatch(/^((repz )?ret|jmp|ud2)$/);
      }
    });
  });

  describe('is shorter than what is copied of it', () => {
    it.each(everyStrategy)('%s', (strategy) => {
      for (const { name, address, instructions } of allCode(strategy, addonFile)) {
        const last = instructions.at(-1)?.address ?? Number.POSITIVE_INFINITY;
        expect(last + LONGEST_INSTRUCTION_BYTES - address, name).toBeLessThanOrEqual(
          MOST_CODE_BYTES,
        );
      }
    });
  });

  it('is that of both scopes, on every path and for nested_mmu', () => {
    for (const strategy of moving) {
      const names = allCode(strategy, addonFile).map(({ name }) => name);
      const of = (part: RegExp) => names.filter((name) => part.test(name)).length;
      const { layouts, guestModes } = registry;
      expect(of(/writes_reset</), strategy).toBe(layouts.length * KINDS * guestModes.length);
      expect(of(/writes_reset<.*, kvm_mmu_bench::mmu::Nested,/), strategy).toBe(
        layouts.length * guestModes.length,
      );
      expect(of(/init_call</), strategy).toBe(wholeCalls.length);
    }
  });

  it(`is not that of ${STAYS}, which does call out`, () => {
    forEachPlace(STAYS, (code, title) => expect(callsOf(code), title).not.toEqual([]));
    forEachWholeCall(STAYS, (code, title) => expect(callsOf(code), title).not.toEqual([]));
  });
});

describe('copies run', () => {
  const columns = runnable.map(({ name }) => name);

  it.each(registry.guestModes)(
    'in a bank of guests that are %s, drawn many times',
    async (guest) => {
      const request = bankRequest({ guest, columns, rounds: 60, state: 'l1-evicted' });
      const { rounds, ticks } = await addon.startBank(request, ignore).samples;
      expect(rounds).toBe(60);
      expect(Math.min(...ticks)).toBeGreaterThan(0);
    },
  );

  it.each(registry.layouts)('in boots of $name', async ({ name: layout, phase }) => {
    const request = bootRequest({ layout, phase, columns, rounds: 60 });
    const { rounds, ticks } = await addon.startBoot(request, ignore).samples;
    expect(rounds).toBe(60);
    expect(Math.min(...ticks)).toBeGreaterThan(0);
  });
});
