/** Code made at run time against the compiled strategies, for every layout that both can do. */

import { beforeEach, describe, expect, it } from 'vitest';
import type { NativeLayout, NativeStrategy } from '../../../src/host/native.js';
import { copyPieces, writtenBytes } from '../support/bytes.js';
import { constantsAt } from '../support/constants.js';
import type { Code, Instruction } from '../support/disassembly.js';
import { backEdges, callsOf, storesOf } from '../support/instructions.js';
import { needs } from '../support/needs.js';
import { resetCode } from '../support/resets.js';
import { codeOf, everyProgram, stepsOf, writtenBy } from './support/programs.js';

const where = (layout: NativeLayout) => ({ layout, path: 'tdp', guest: 'unpaged' }) as const;

const compiledCode = (layout: NativeLayout, { name }: NativeStrategy) =>
  resetCode({ strategy: name, ...where(layout) });
const madeCode = (layout: NativeLayout, strategy: NativeStrategy) =>
  codeOf(stepsOf(layout, strategy));

const ofKind = (...wanted: string[]) =>
  everyProgram.filter(([, , { recipe }]) => recipe !== undefined && wanted.includes(recipe.kind));

const mnemonics = (instructions: readonly Instruction[]) =>
  instructions.map(({ mnemonic }) => mnemonic);

describe('a strategy of stores', () => {
  beforeEach(needs('objdump', 'binutils'));

  it.each(ofKind('stores', 'nothing'))('%s: the same stores', (_, layout, strategy) => {
    const stores = (code: Code) =>
      storesOf(code).map(({ base, offset, sizeBytes, immediate }) => ({
        ...{ base, offset, sizeBytes, immediate },
      }));
    expect(stores(madeCode(layout, strategy))).toEqual(stores(compiledCode(layout, strategy)));
  });

  it.each(ofKind('stores', 'nothing'))('%s: the same instructions', (_, layout, strategy) => {
    const made = madeCode(layout, strategy).instructions;
    expect(mnemonics(made)).toEqual(mnemonics(compiledCode(layout, strategy).instructions));
  });
});

/** What is stored and how, in order: string instructions with how often they repeat. */
function storesAndCounts(code: Code) {
  const counts = constantsAt(code, '%rcx', ({ mnemonic }) => mnemonic.startsWith('rep '));
  return {
    stores: storesOf(code).map(({ mnemonic, sizeBytes, immediate }) => ({
      ...{ mnemonic, sizeBytes, immediate },
    })),
    counts,
    loops: backEdges(code).length,
    fences: code.instructions.filter(({ mnemonic }) => mnemonic === 'sfence').length,
  };
}

describe('a strategy that copies', () => {
  beforeEach(needs('objdump', 'binutils'));
  const inline = ofKind('copies', 'copies-constants').filter(
    ([, , { name }]) => !name.endsWith('-libc'),
  );

  it.each(inline)('%s: the same stores, repeats, loops and fences', (_, layout, strategy) => {
    const compiled = compiledCode(layout, strategy);
    expect(storesAndCounts(madeCode(layout, strategy))).toEqual(storesAndCounts(compiled));
  });

  const library = ofKind('copies').filter(([, , { name }]) => name.endsWith('-libc'));

  it.each(library)('%s: calls memcpy as often, for as many bytes', (_, layout, strategy) => {
    const isCall = ({ mnemonic }: Instruction) => /^(call|jmp)/.test(mnemonic);
    const sizes = (code: Code) => constantsAt(code, '%rdx', isCall);
    const compiled = compiledCode(layout, strategy);
    expect(sizes(compiled)).toHaveLength(callsOf(compiled).length);
    expect(sizes(madeCode(layout, strategy))).toEqual(sizes(compiled));
  });
});

describe('both write the same bytes', () => {
  it.each(everyProgram)('%s', (_, layout, strategy) => {
    const made = writtenBy(stepsOf(layout, strategy), layout.sizeBytes);
    expect(made).toEqual([...writtenBytes(where(layout), strategy.name)]);
  });
});

describe('a copy is of the pieces that the kernel’s stores leave room for', () => {
  it.each(ofKind('copies'))('%s', (_, layout, strategy) => {
    const pieces = stepsOf(layout, strategy).map(({ offset, bytes }) => ({
      ...{ offset, sizeBytes: bytes },
    }));
    expect(pieces).toEqual(copyPieces(where(layout)));
  });
});
