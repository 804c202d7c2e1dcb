/** The machine code of single steps, as another program reads it. */

import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Step } from '../../../src/layout/programs/steps.js';
import { disassembleBytes, type Instruction } from '../support/disassembly.js';
import { storesOf } from '../support/instructions.js';
import { needs } from '../support/needs.js';
import { assemble, codeOf, kinds, STRUCT_BYTES } from './support/programs.js';

beforeEach(needs('objdump', 'binutils'));

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const texts = (instructions: readonly Instruction[]) =>
  instructions.map(({ text }) => text.replace(/ +/, ' '));

/** Without a displacement, the most and least of a short and a long one. */
const OFFSETS = [0, 127, 128, 4088];
const at = (offset: number, base: string) =>
  `${offset === 0 ? '' : `0x${offset.toString(16)}`}(%${base})`;

describe('bytes known by heart', () => {
  it.each<[string, Step[], string]>([
    ['nothing', [], 'c3'],
    ['movb $1, (%rdi)', [{ kind: 'store-immediate', offset: 0, bytes: 1, value: 1 }], 'c60701c3'],
    [
      'movw $0x1234, 0x7f(%rdi)',
      [{ kind: 'store-immediate', offset: 127, bytes: 2, value: 0x1234 }],
      '66c7477f3412c3',
    ],
    [
      'movl $-1, 0x80(%rdi)',
      [{ kind: 'store-immediate', offset: 128, bytes: 4, value: -1 }],
      'c78780000000ffffffffc3',
    ],
    [
      'movq $0x70002080, 0x10(%rdi)',
      [{ kind: 'store-immediate', offset: 16, bytes: 8, value: 0x70002080 }],
      '48c7471080200070c3',
    ],
    [
      'mov (%rsi), %rcx; mov %rcx, (%rdi)',
      [{ kind: 'store-value', offset: 0, bytes: 8 }],
      '488b0e48890fc3',
    ],
    [
      'movzbl 0x51(%rsi), %ecx; mov %cl, 0x51(%rdi)',
      [{ kind: 'store-value', offset: 0x51, bytes: 1 }],
      '0fb64e51884f51c3',
    ],
    [
      'mov %rdx, %rsi; mov $0x58, %ecx; rep movsb',
      [{ kind: 'copy-rep-movsb', offset: 0, bytes: 0x58 }],
      '4889d6b958000000f3a4c3',
    ],
  ])('%s', (_, steps, expected) => {
    // Also what this CPU cannot run: an unavailable kind of step is refused by name elsewhere.
    expect(hex(assemble(steps))).toBe(expected);
  });
});

const LOADS = { 1: 'movzbl', 2: 'movzwl', 4: 'mov', 8: 'mov' } as const;
const SCRATCH = { 1: 'cl', 2: 'cx', 4: 'ecx', 8: 'rcx' } as const;
const SUFFIX = { 1: 'b', 2: 'w', 4: 'l', 8: 'q' } as const;
const WIDTHS = [1, 2, 4, 8] as const;

describe.each(WIDTHS)('stores of %i bytes', (bytes) => {
  const loaded = bytes < 4 ? 'ecx' : SCRATCH[bytes];

  it.each(OFFSETS)('of an immediate, at %i', (offset) => {
    const { instructions } = codeOf([{ kind: 'store-immediate', offset, bytes, value: 0x5a }]);
    expect(texts(instructions)).toEqual([`mov${SUFFIX[bytes]} $0x5a,${at(offset, 'rdi')}`, 'ret']);
  });

  it.each(OFFSETS)('of a value, at %i: loaded just before', (offset) => {
    const { instructions } = codeOf([{ kind: 'store-value', offset, bytes }]);
    expect(texts(instructions)).toEqual([
      `${LOADS[bytes]} ${at(offset, 'rsi')},%${loaded}`,
      `mov %${SCRATCH[bytes]},${at(offset, 'rdi')}`,
      'ret',
    ]);
  });

  it('at the very end of the largest struct', () => {
    const offset = STRUCT_BYTES - bytes;
    const [store] = storesOf(codeOf([{ kind: 'store-immediate', offset, bytes, value: 0 }]));
    expect(store).toMatchObject({ base: '%rdi', offset, sizeBytes: bytes });
  });
});

const width = fc.constantFrom(...WIDTHS);
const store = width.chain((bytes) =>
  fc.record({
    offset: fc.integer({ min: 0, max: STRUCT_BYTES - bytes }),
    bytes: fc.constant(bytes),
    value: fc.option(fc.integer({ min: -(2 ** (8 * Math.min(bytes, 4) - 1)), max: 2 ** 7 - 1 }), {
      nil: null,
    }),
  }),
);
const storeStep = store.map(
  ({ offset, bytes, value }): Step =>
    value === null
      ? { kind: 'store-value', offset, bytes }
      : { kind: 'store-immediate', offset, bytes, value },
);

/** The immediate's bytes as objdump shows them: unsigned, of 8 bytes sign-extended. */
function shown(value: number, bytes: number): bigint {
  return BigInt.asUintN(8 * bytes, BigInt(value));
}

/** Reads a program back from its code. */
function stepsIn(instructions: readonly Instruction[]): Step[] {
  const steps: Step[] = [];
  const address = /^(0x[0-9a-f]+)?\(%(r\w+)\)$/;
  const widthOf = { b: 1, w: 2, l: 4, q: 8 } as const;
  let loadedFrom: number | null = null;
  for (const { mnemonic, operands, text } of instructions) {
    const [source = '', destination = ''] = operands;
    const from = address.exec(source);
    const to = address.exec(destination);
    if (from?.[2] === 'rsi') {
      loadedFrom = Number(from[1] ?? 0);
    } else if (to?.[2] === 'rdi') {
      const offset = Number(to[1] ?? 0);
      const suffix = /^mov([bwlq])$/.exec(mnemonic)?.[1] as keyof typeof widthOf | undefined;
      if (source.startsWith('$') && suffix !== undefined) {
        const bytes = widthOf[suffix];
        const value = Number(BigInt.asIntN(8 * bytes, BigInt(source.slice(1))));
        steps.push({ kind: 'store-immediate', offset, bytes, value });
      } else {
        expect(loadedFrom, text).toBe(offset);
        const bytes = WIDTHS.find((each) => source === `%${SCRATCH[each]}`) ?? 0;
        steps.push({ kind: 'store-value', offset, bytes });
      }
    }
  }
  return steps;
}

it('any stores are read back from their code, one by one and in order', () => {
  fc.assert(
    fc.property(fc.array(storeStep, { maxLength: 200 }), (steps) => {
      const { instructions } = codeOf(steps);
      expect(stepsIn(instructions)).toEqual(steps);
      const values = steps.filter(({ kind }) => kind === 'store-value').length;
      expect(instructions).toHaveLength(steps.length + values + 1);
    }),
    { seed: 1, numRuns: 40 },
  );
});

it('every immediate of 32 bits, to every width', () => {
  const values = [0, 1, -1, 127, 128, -128, 255, 32_767, -32_768, 2 ** 31 - 1, -(2 ** 31)];
  const steps = WIDTHS.flatMap((bytes) =>
    values.map((value): Step => ({ kind: 'store-immediate', offset: 8, bytes, value })),
  );
  const stored = codeOf(steps)
    .instructions.slice(0, -1)
    .map(({ operands: [source = ''] }) => BigInt(source.slice(1)));
  expect(stored).toEqual(WIDTHS.flatMap((bytes) => values.map((value) => shown(value, bytes))));
});

it('every kind of step has code', () => {
  for (const { name, unavailable } of kinds) {
    if (unavailable !== null) continue;
    const copies = name.startsWith('copy-');
    const step = { kind: name, offset: 64, bytes: copies ? 200 : 8, value: 0 } as Step;
    const { instructions } = disassembleBytes(assemble([step]));
    expect(texts(instructions).join(), name).not.toMatch(/\(bad\)/);
    expect(instructions.at(-1)?.mnemonic, name).toMatch(/^(ret|jmp)$/);
  }
});
