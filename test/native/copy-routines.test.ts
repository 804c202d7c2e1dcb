import { beforeEach, describe, expect, it } from 'vitest';
import { addonFile, type Code, functionNamed, type Instruction } from './support/disassembly.js';
import {
  backEdges,
  callsOf,
  countOf,
  isJump,
  loopBody,
  storesOf,
  usesStack,
  usesVectorRegister,
} from './support/instructions.js';
import { needs } from './support/needs.js';

beforeEach(needs('objdump', 'binutils'));

const scalar = ['rep-movsb', 'rep-movsq', 'mov64', 'nontemporal'];
const ownCode = [...scalar, 'avx2', 'avx512'];
const all = [...ownCode, 'libc'];

/** A copy routine whose size is known only at run time, as the addon measures it. */
function routine(name: string): Code {
  return functionNamed(addonFile, `kvm_mmu_bench::mmu::copy_${name.replaceAll('-', '_')}`);
}

const texts = (instructions: readonly Instruction[]) => instructions.map(({ text }) => text);
const isReturn = ({ mnemonic }: Instruction) => mnemonic.endsWith('ret');
const isLoad = ({ mnemonic, operands }: Instruction) =>
  /^v?mov/.test(mnemonic) && (operands[0]?.includes('(') ?? false);

const isLowByte = (operand: string) => /^%([a-d]l|[sd]il|r\d+b)$/.test(operand);

/** Bodies of loops. Jumps back to where several ways end pass a return or another jump. */
function loopsOf(code: Code): Instruction[][] {
  const leaves = (instruction: Instruction) =>
    isReturn(instruction) || instruction.mnemonic === 'jmp';
  return backEdges(code)
    .map((edge) => loopBody(code, edge))
    .filter((body) => !body.slice(0, -1).some(leaves));
}

const storedBytes = (instructions: readonly Instruction[]) =>
  storesOf({ instructions }).map(({ sizeBytes }) => sizeBytes);

/** Sizes of the stores outside of all loops. */
function restBytes(code: Code): Set<number> {
  const looped = new Set(loopsOf(code).flat());
  return new Set(storedBytes(code.instructions.filter((instruction) => !looped.has(instruction))));
}

describe('every copy routine begins a cache line, so that none suffers from its place', () => {
  it.each(all)('%s', (name) => expect(routine(name).address % 64).toBe(0));
});

describe('no vector registers, but in the vector copies', () => {
  it.each(scalar)('%s', (name) => {
    expect(texts(routine(name).instructions.filter(usesVectorRegister))).toEqual([]);
  });
});

describe('no calls and no stack, which would be start-up that the copy does not need', () => {
  it.each(ownCode)('%s', (name) => {
    expect(texts(callsOf(routine(name)))).toEqual([]);
    expect(texts(routine(name).instructions.filter(usesStack))).toEqual([]);
  });
});

it('libc calls memcpy and stores nothing itself', () => {
  expect(callsOf(routine('libc'))).toHaveLength(1);
  expect(storesOf(routine('libc'))).toEqual([]);
});

it('rep-movsb is one rep movsb of the whole length', () => {
  const { instructions } = routine('rep-movsb');
  expect(instructions.map(({ mnemonic }) => mnemonic)).toEqual(['mov', 'rep movsb', 'ret']);
  expect(instructions[0]?.operands).toEqual(['%rdx', '%rcx']);
});

it('rep-movsq is a rep movsq and a rep movsb, both whatever the length', () => {
  const code = routine('rep-movsq');
  expect(storesOf(code).map(({ mnemonic }) => mnemonic)).toEqual(['rep movsq', 'rep movsb']);
  expect(texts(code.instructions.filter(isJump))).toEqual([]);
});

describe('mov64', () => {
  it('has two loops, forwards and backwards, of four quadwords loaded and then stored', () => {
    const loops = loopsOf(routine('mov64'));
    expect(loops).toHaveLength(2);
    for (const body of loops) {
      const loads = body.map((instruction, index) => (isLoad(instruction) ? index : -1));
      const firstStore = body.findIndex((instruction) => storedBytes([instruction]).length > 0);
      expect(loads.filter((index) => index >= 0)).toHaveLength(4);
      expect(Math.max(...loads)).toBeLessThan(firstStore);
      expect(storedBytes(body)).toEqual([8, 8, 8, 8]);
    }
  });

  it('takes the one or the other by comparing the low bytes of the addresses', () => {
    const compared = routine('mov64').instructions.filter(
      ({ mnemonic, operands }) => mnemonic === 'cmp' && operands.every(isLowByte),
    );
    expect(compared).toHaveLength(1);
  });

  it('copies the rest by 8, 4, 2 and 1 bytes', () => {
    expect(restBytes(routine('mov64'))).toEqual(new Set([8, 4, 2, 1]));
  });
});

describe.each([
  ['avx2', 32, /%ymm0\b/],
  ['avx512', 64, /%zmm(1[6-9]|2\d|3[01])\b/],
])('%s', (name, vector, register) => {
  it(`loops over ${vector} bytes a turn, by one register`, () => {
    const loops = loopsOf(routine(name));
    expect(loops.map(storedBytes)).toEqual([[vector]]);
    expect(loops.flat().filter(isLoad)).toHaveLength(1);
  });

  it('copies the rest by one more vector, or where there is none by 8, 4, 2 and 1 bytes', () => {
    expect(restBytes(routine(name))).toEqual(new Set([vector, 8, 4, 2, 1]));
  });

  it('has no other vector registers', () => {
    const vectors = texts(routine(name).instructions.filter(usesVectorRegister));
    expect(vectors.filter((text) => !register.test(text))).toEqual([]);
  });
});

it('upper halves are cleared where SSE code would wait for them: by avx2 only', () => {
  const clearing = all.filter((name) => countOf(routine(name), 'vzeroupper') > 0);
  expect(clearing).toEqual(['avx2']);
});

describe('nontemporal', () => {
  it('stores quadwords past the caches in one loop, and the rest as usual', () => {
    const code = routine('nontemporal');
    expect(loopsOf(code).map(storedBytes)).toEqual([[8]]);
    expect(loopsOf(code).map((body) => texts(body).join())).toEqual([
      expect.stringContaining('movnti'),
    ]);
    expect(countOf(code, 'movnti')).toBe(1);
    expect(restBytes(code)).toEqual(new Set([4, 2, 1]));
  });

  it('fences before it returns', () => {
    const { instructions } = routine('nontemporal');
    const before = instructions.filter((_, index) => {
      const next = instructions[index + 1];
      return next !== undefined && isReturn(next);
    });
    expect(new Set(texts(before))).toEqual(new Set(['sfence']));
  });
});

describe('the instruction under test is in no other routine', () => {
  it.each([
    [/^rep movsb/, ['rep-movsb', 'rep-movsq']],
    [/^rep movsq/, ['rep-movsq']],
    [/^(movnt|[slm]fence)/, ['nontemporal']],
  ])('%s', (instruction, owners) => {
    const having = all.filter((name) =>
      routine(name).instructions.some(({ text }) => instruction.test(text)),
    );
    expect(having.sort()).toEqual(owners);
  });
});
