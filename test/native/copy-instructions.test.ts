import { beforeEach, describe, expect, it } from 'vitest';
import { fieldNamed } from './support/addon.js';
import { copyPieces } from './support/bytes.js';
import { constantsAt } from './support/constants.js';
import type { Code } from './support/disassembly.js';
import { accessors, constantPointers } from './support/facts.js';
import { callsOf, countOf, storesOf } from './support/instructions.js';
import { needs } from './support/needs.js';
import { everyStrategy, forEachPlace, type Reset, resetCode, resetsOf } from './support/resets.js';

beforeEach(needs('objdump', 'binutils'));

function pieceSizes(reset: Reset): number[] {
  return copyPieces(reset).map(({ sizeBytes }) => sizeBytes);
}

/** How much each of these instructions repeats itself, in order. */
function counts(code: Code, mnemonic: string): (number | null)[] {
  return constantsAt(code, '%rcx', (instruction) => instruction.mnemonic === mnemonic);
}

const mnemonics = (stores: readonly { mnemonic: string }[]) =>
  new Set(stores.map(({ mnemonic }) => mnemonic));

describe('memcpy-rep-movsb is one rep movsb for each piece, of the size of the piece', () => {
  it.each(resetsOf('memcpy-rep-movsb'))('%s', (_, reset) => {
    const code = resetCode(reset);
    expect(counts(code, 'rep movsb')).toEqual(pieceSizes(reset));
    expect(storesOf(code)).toHaveLength(pieceSizes(reset).length);
    expect(mnemonics(storesOf(code))).toEqual(new Set(['rep movsb']));
  });
});

describe('memcpy-rep-movsq is one rep movsq for each piece, and rep movsb for an odd rest', () => {
  it.each(resetsOf('memcpy-rep-movsq'))('%s', (_, reset) => {
    const code = resetCode(reset);
    const sizes = pieceSizes(reset);
    const rests = sizes.map((bytes) => bytes % 8).filter((bytes) => bytes !== 0);
    expect(counts(code, 'rep movsq')).toEqual(sizes.map((bytes) => Math.floor(bytes / 8)));
    expect(counts(code, 'rep movsb')).toEqual(rests);
    expect(storesOf(code)).toHaveLength(sizes.length + rests.length);
  });
});

describe('memcpy-constants-rep-movsb has one rep movsb, over the constant pointers', () => {
  it.each(resetsOf('memcpy-constants-rep-movsb'))('%s', (_, reset) => {
    const code = resetCode(reset);
    const names = reset.path === 'shadow' ? accessors : constantPointers(reset.layout);
    const offsets = names.map((name) => fieldNamed(reset.layout, name).offset);
    const sizeBytes = Math.max(...offsets) + 8 - Math.min(...offsets);
    expect(counts(code, 'rep movsb')).toEqual([sizeBytes]);
  });
});

describe('memcpy-nontemporal stores past the caches only, and fences once at the end', () => {
  it.each(resetsOf('memcpy-nontemporal'))('%s', (_, reset) => {
    const code = resetCode(reset);
    expect(mnemonics(storesOf(code))).toEqual(new Set(['movnti']));
    expect(countOf(code, 'sfence')).toBe(1);
    expect(code.instructions.slice(-2).map(({ text }) => text)).toEqual(['sfence', 'ret']);
  });
});

describe('memcpy-libc calls memcpy for each piece, with its size, and stores nothing itself', () => {
  it.each(resetsOf('memcpy-libc'))('%s', (_, reset) => {
    const code = resetCode(reset);
    const calls = new Set(callsOf(code));
    const sizes = constantsAt(code, '%rdx', (instruction) => calls.has(instruction));
    expect(sizes).toEqual(pieceSizes(reset));
    expect(storesOf(code)).toEqual([]);
  });
});

describe.each([
  ['memcpy-avx2', 'vmovdqu', 32],
  ['memcpy-avx512', 'vmovdqu64', 64],
])('%s is %s of %i bytes, and smaller moves for smaller pieces only', (name, move, vector) => {
  it.each(resetsOf(name))('%s', (_, reset) => {
    const sizes = pieceSizes(reset);
    const stores = storesOf(resetCode(reset));
    const vectors = stores.filter((store) => store.mnemonic === move);
    expect(new Set(vectors.map(({ sizeBytes }) => sizeBytes))).toEqual(new Set([vector]));
    const needed = sizes.map((bytes) => (bytes < vector ? 0 : Math.ceil(bytes / vector)));
    expect(vectors.length).toBeLessThanOrEqual(needed.reduce((sum, count) => sum + count, 0));
    if (sizes.every((bytes) => bytes >= vector)) expect(stores).toEqual(vectors);
  });
});

describe('the instruction under test is in no other strategy', () => {
  it.each(everyStrategy)('%s', (strategy) => {
    forEachPlace(strategy, (code, title) => {
      if (!strategy.includes('rep-movs')) expect(countOf(code, 'rep movsb'), title).toBe(0);
      if (!strategy.includes('rep-movsq')) expect(countOf(code, 'rep movsq'), title).toBe(0);
      if (strategy.includes('nontemporal')) return;
      const past = code.instructions.filter(({ mnemonic }) => /^(movnt|[slm]fence)/.test(mnemonic));
      expect(past, title).toEqual([]);
    });
  });
});
