import { beforeEach, describe, expect, it } from 'vitest';
import { registry, strategyNamed } from './support/addon.js';
import { copyPieces } from './support/bytes.js';
import type { Instruction } from './support/disassembly.js';
import { backEdges, callsOf, usesStack, usesVectorRegister } from './support/instructions.js';
import { needs } from './support/needs.js';
import { allCode, everyStrategy, forEachPlace } from './support/resets.js';

beforeEach(needs('objdump', 'binutils'));

const texts = (instructions: readonly Instruction[]) => instructions.map(({ text }) => text);

const isVector = (strategy: string) =>
  strategyNamed(strategy).isa.some((feature) => feature.startsWith('avx'));
const callsLibc = (strategy: string) => strategy.endsWith('-libc');
/** Copies of many words. A compiler may unroll the loop of a small piece. */
const mayLoop = (strategy: string) => /-(mov64|nontemporal|avx2|avx512)$/.test(strategy);

describe('no vector registers, which the kernel has not here either', () => {
  it.each(everyStrategy.filter((name) => !isVector(name)))('%s', (strategy) => {
    for (const { name, instructions } of allCode(strategy)) {
      expect(texts(instructions.filter(usesVectorRegister)), name).toEqual([]);
    }
  });
});

describe('no calls and no stack, but for those of the C library’s memcpy', () => {
  it.each(everyStrategy.filter((name) => !callsLibc(name)))('%s', (strategy) => {
    forEachPlace(strategy, (code, title) => {
      expect(texts(callsOf(code)), title).toEqual([]);
      expect(texts(code.instructions.filter(usesStack)), title).toEqual([]);
    });
  });
});

describe('straight-line code, but for copies that loop over a piece', () => {
  it.each(everyStrategy)('%s', (strategy) => {
    forEachPlace(strategy, (code, title, where) => {
      const allowed = mayLoop(strategy) ? copyPieces(where).length : 0;
      expect(backEdges(code).length, title).toBeLessThanOrEqual(allowed);
    });
  });

  it('memcpy-nontemporal loops everywhere', () => {
    forEachPlace('memcpy-nontemporal', (code, title) => {
      expect(backEdges(code).length, title).toBeGreaterThan(0);
    });
  });
});

describe('one way through: the branches of the paging mode were taken before', () => {
  it.each(everyStrategy)('%s', (strategy) => {
    forEachPlace(strategy, (code, title) => {
      const jumps = code.instructions.filter(({ mnemonic }) => mnemonic.startsWith('j'));
      const explained = new Set([...backEdges(code), ...callsOf(code)]);
      expect(texts(jumps.filter((jump) => !explained.has(jump))), title).toEqual([]);
    });
  });
});

describe('every function begins a cache line, so that none suffers from its place', () => {
  it.each(everyStrategy)('%s', (strategy) => {
    for (const { name, address } of allCode(strategy)) expect(address % 64, name).toBe(0);
  });
});

it('the control does nothing: a bare return', () => {
  forEachPlace(registry.control, ({ instructions }, title) => {
    expect(texts(instructions), title).toEqual(['ret']);
  });
});
