import { beforeEach, describe, expect, it } from 'vitest';
import { copyPieces } from './support/bytes.js';
import type { Code } from './support/disassembly.js';
import { callsOf, countOf, storesOf } from './support/instructions.js';
import { needs } from './support/needs.js';
import { everyStrategy, forEachPlace, type Reset, resetCode, resetsOf } from './support/resets.js';

beforeEach(needs('objdump', 'binutils'));

function pieceSizes({ layout, guest }: Reset): number[] {
  return copyPieces(layout, guest).map(({ sizeBytes }) => sizeBytes);
}

/** The numbers that are loaded into a register, in order. */
function immediatesInto({ instructions }: Code, register: RegExp): number[] {
  return instructions
    .filter(({ mnemonic, operands }) => mnemonic === 'mov' && register.test(operands[1] ?? ''))
    .map(({ operands }) => operands[0] ?? '')
    .filter((source) => source.startsWith('$'))
    .map((source) => Number.parseInt(source.slice(1), 16));
}

const mnemonics = (stores: readonly { mnemonic: string }[]) =>
  new Set(stores.map(({ mnemonic }) => mnemonic));

describe('memcpy-rep-movsb is one rep movsb for each piece, of the size of the piece', () => {
  it.each(resetsOf('memcpy-rep-movsb'))('%s', (_, reset) => {
    const code = resetCode(reset);
    expect(immediatesInto(code, /^%ecx$/)).toEqual(pieceSizes(reset));
    expect(storesOf(code)).toHaveLength(pieceSizes(reset).length);
    expect(mnemonics(storesOf(code))).toEqual(new Set(['rep movsb']));
  });
});

describe('memcpy-rep-movsq is one rep movsq for each piece, and rep movsb for an odd rest', () => {
  it.each(resetsOf('memcpy-rep-movsq'))('%s', (_, reset) => {
    const code = resetCode(reset);
    const sizes = pieceSizes(reset);
    const rests = sizes.map((bytes) => bytes % 8).filter((bytes) => bytes !== 0);
    expect(countOf(code, 'rep movsq')).toBe(sizes.length);
    expect(countOf(code, 'rep movsb')).toBe(rests.length);
    expect(storesOf(code)).toHaveLength(sizes.length + rests.length);
    // A count that is needed twice may be kept in another register.
    const counts = new Set([...sizes.map((bytes) => Math.floor(bytes / 8)), ...rests]);
    expect(new Set(immediatesInto(code, /./))).toEqual(counts);
  });
});

describe('memcpy-constants-rep-movsb has one rep movsb, over the constant pointers', () => {
  it.each(resetsOf('memcpy-constants-rep-movsb'))('%s', (_, reset) => {
    const code = resetCode(reset);
    const offsets = reset.layout.fields
      .filter(({ role, sizeBytes }) => role === 'constant' && sizeBytes === 8)
      .map(({ offset }) => offset);
    expect(countOf(code, 'rep movsb')).toBe(1);
    const sizeBytes = Math.max(...offsets) + 8 - Math.min(...offsets);
    expect(immediatesInto(code, /^%ecx$/)).toEqual([sizeBytes]);
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
    expect(callsOf(code)).toHaveLength(pieceSizes(reset).length);
    expect(immediatesInto(code, /^%edx$/)).toEqual(pieceSizes(reset));
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
