/**
 * Strategies run as copies at drawn addresses. A copy does what the original does only if nothing in
 * it is relative to where it stands, and if all of it is copied.
 */

import { beforeEach, describe, expect, it } from 'vitest';
import { addon, registry, runnable } from './support/addon.js';
import type { Code, Instruction } from './support/disassembly.js';
import { addonFile } from './support/disassembly.js';
import { callsOf } from './support/instructions.js';
import { needs } from './support/needs.js';
import { bankRequest, bootRequest, ignore } from './support/requests.js';
import { everyStrategy, forEachPlace, resetCode, resetsOf } from './support/resets.js';

/** It calls out to the C library, so it stays where the linker put it. */
const STAYS = 'memcpy-libc';
const moving = everyStrategy.filter((name) => name !== STAYS);
/** As many bytes of each function as are copied at most. */
const MOST_CODE_BYTES = 2048;

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
      for (const [title, reset] of resetsOf(strategy)) {
        const { instructions } = resetCode(reset, addonFile);
        expect(texts(instructions.filter(usesItsAddress)), title).toEqual([]);
        expect(texts(instructions.filter(hasFixedAddress)), title).toEqual([]);
      }
    });
  });

  describe('jumps and calls nowhere outside of itself, and ends by returning', () => {
    it.each(moving)('%s', (strategy) => {
      for (const [title, reset] of resetsOf(strategy)) {
        const code = resetCode(reset, addonFile);
        expect(texts(callsOf(code)), title).toEqual([]);
        const last = code.instructions.at(-1);
        expect(last?.mnemonic, title).toMatch(/^(repz )?ret$/);
      }
    });
  });

  describe('is shorter than what is copied of it', () => {
    it.each(everyStrategy)('%s', (strategy) => {
      forEachPlace(strategy, (code: Code, title) => {
        const last = code.instructions.at(-1)?.address ?? Number.POSITIVE_INFINITY;
        // The longest instruction there is has 15 bytes.
        expect(last + 15 - code.address, title).toBeLessThanOrEqual(MOST_CODE_BYTES);
      });
    });
  });

  it(`is not that of ${STAYS}, which does call out`, () => {
    forEachPlace(STAYS, (code, title) => expect(callsOf(code), title).not.toEqual([]));
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
