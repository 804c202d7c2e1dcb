/** What the consumers do with the struct, as it is compiled into the addon. */

import { beforeEach, describe, expect, it } from 'vitest';
import { everywhere, fieldNamed, layoutNamed, registry } from './support/addon.js';
import {
  addonFile,
  type Code,
  functionNamed,
  functionsOf,
  type Instruction,
} from './support/disassembly.js';
import { callsOf, isCall, isJump, storesOf, targetOf } from './support/instructions.js';
import { consumerNamed, means, needsOption } from './support/lab.js';
import { needs } from './support/needs.js';
import { resetCode } from './support/resets.js';

beforeEach(needs('objdump', 'binutils'));

const NAMESPACE = 'kvm_mmu_bench::mmu::';

function consumerCode(name: string): Code {
  return functionNamed(addonFile, `${NAMESPACE}${name.replaceAll('-', '_')}`);
}

const texts = (instructions: readonly Instruction[]) => instructions.map(({ text }) => text);

/** The body without the spaces that align operands. */
const bodyOf = (name: string) =>
  texts(consumerCode(name).instructions).map((text) => text.replace(/ +/, ' '));

describe('nothing', () => {
  it('is a bare return', () => expect(bodyOf('consume_nothing')).toEqual(['ret']));
});

describe('read-pointer', () => {
  it('loads eight bytes at the pointer’s offset, which it loads from its context', () => {
    const { instructions } = consumerCode('read-pointer');
    const fromMemory = instructions.filter(({ operands }) => operands[0]?.includes('('));
    expect(texts(fromMemory)).toEqual([
      expect.stringMatching(/^(mov|add) +\(%rsi\),%r/),
      expect.stringMatching(/^mov +\(%r\w+(,%r\w+,1)?\),%rax$/),
    ]);
    expect(storesOf({ instructions })).toEqual([]);
    expect(callsOf(consumerCode('read-pointer'))).toEqual([]);
  });
});

describe('reading consumers load from the struct’s start, and do nothing else', () => {
  it.each([
    [
      'read-same-width',
      ['mov (%rdi),%rax', 'mov 0x8(%rdi),%rcx', 'mov 0x10(%rdi),%rdx', 'mov 0x18(%rdi),%rsi'],
    ],
    [
      'read-narrower',
      ['mov 0x4(%rdi),%eax', 'mov 0xc(%rdi),%ecx', 'mov 0x14(%rdi),%edx', 'mov 0x1c(%rdi),%esi'],
    ],
    ['read-16-bytes', ['movdqu (%rdi),%xmm0', 'movdqu 0x10(%rdi),%xmm1']],
    ['read-32-bytes', ['vmovdqu (%rdi),%ymm0', 'vzeroupper']],
    ['read-64-bytes', ['vmovdqu64 (%rdi),%zmm0', 'vzeroupper']],
  ])('%s', (name, body) => {
    expect(bodyOf(name)).toEqual([...body, 'ret']);
  });

  // In hot-first the third quadword is three bytes.
  const kernels = everywhere.filter(({ layout }) => layout.name.startsWith('v'));

  it.each(registry.guestModes)('whose quadwords a full reset stores one by one: %s', (guest) => {
    for (const where of kernels.filter((each) => each.guest === guest)) {
      const code = resetCode({ strategy: registry.baseline, ...where }, addonFile);
      const first = storesOf(code).filter(({ offset }) => offset < 32);
      const places = first.map(({ offset, sizeBytes }) => `${sizeBytes} at ${offset}`);
      const title = `${where.layout.name}, ${where.path}`;
      expect(places.sort(), title).toEqual(['8 at 0', '8 at 16', '8 at 24', '8 at 8']);
    }
  });
});

const ofKind = (wanted: string) =>
  means.consumers.filter(({ kind }) => kind === wanted).map(({ name }) => name);
const CALLING = ofKind('calls');
const REWRITING = ofKind('rewrites');
const through = (way: string) => [`call-${way}`, `rewrite-call-${way}`];

/** Memory in the struct, the first argument. */
const inStruct = (operand: string | undefined) => operand?.includes('(%rdi') ?? false;
const isIndirect = ({ operands }: Instruction) => operands[0]?.startsWith('*') ?? false;

const loadsPointer = (instruction: Instruction) =>
  inStruct(instruction.operands[0]) && (isCall(instruction) || instruction.mnemonic === 'mov');
const storesPointer = ({ operands }: Instruction) =>
  operands.length > 1 && inStruct(operands.at(-1));

const thunkCodes = () =>
  functionsOf(addonFile).filter(({ name }) => name.startsWith('__x86_indirect_thunk_'));
const isThunk = (target: number) => thunkCodes().some(({ address }) => address === target);
const thunks = (code: Code) => callsOf(code).filter((call) => isThunk(targetOf(call)));

describe('plain calls are indirect ones of the pointer in memory', () => {
  it.each(through('plain'))('%s', (name) => {
    const calls = callsOf(consumerCode(name));
    expect(texts(calls)).toEqual([expect.stringMatching(/^call +\*.*\(%rdi/)]);
  });
});

describe('retpolines', () => {
  it.for(through('retpoline'))('%s: one call, of a thunk, and no indirect one', (name, context) => {
    needsOption(context, consumerNamed(name));
    const code = consumerCode(name);
    expect(texts(code.instructions.filter(isIndirect))).toEqual([]);
    expect(texts(callsOf(code))).toEqual(texts(thunks(code)));
    expect(thunks(code)).toHaveLength(1);
  });

  it('the thunk returns to its register’s address, and speculation is held in a loop', (context) => {
    needsOption(context, consumerNamed('call-retpoline'));
    expect(thunkCodes()).not.toEqual([]);
    for (const { name, instructions } of thunkCodes()) {
      const mnemonics = instructions.map(({ mnemonic }) => mnemonic);
      expect(mnemonics.join(' '), name).toBe('call pause lfence jmp mov ret');
      expect(texts(instructions.filter(isIndirect)), name).toEqual([]);
    }
  });
});

describe('compared calls', () => {
  it.for(through('compared'))('%s', (name, context) => {
    needsOption(context, consumerNamed(name));
    const code = consumerCode(name);
    const compared = code.instructions.filter(({ mnemonic }) => mnemonic === 'cmp');
    expect(compared).toHaveLength(1);
    expect(compared[0]?.operands[0]).toBe(`$0x${usualTarget().toString(16)}`);
    // One way to a direct call, one through a thunk.
    expect(
      code.instructions.filter((each) => isJump(each) && each.mnemonic !== 'jmp'),
    ).toHaveLength(1);
    expect(callsOf(code)).toHaveLength(2);
    expect(thunks(code)).toHaveLength(1);
    expect(texts(code.instructions.filter(isIndirect))).toEqual([]);
  });
});

/** What a reset stores into the pointer that the consumers call. */
function usualTarget(): number {
  const layout = layoutNamed('v5.17');
  const reset = { strategy: registry.baseline, layout, path: 'tdp', guest: 'unpaged' } as const;
  const { offset } = fieldNamed(layout, 'get_guest_pgd');
  const store = storesOf(resetCode(reset, addonFile)).find((each) => each.offset === offset);
  if (store?.immediate == null) throw new Error('get_guest_pgd is not stored as an immediate');
  return store.immediate;
}

describe('a pointer', () => {
  it.for(CALLING)('%s: is loaded once, not stored', (name, context) => {
    needsOption(context, consumerNamed(name));
    const { instructions } = consumerCode(name);
    expect(instructions.filter(loadsPointer)).toHaveLength(1);
    expect(texts(instructions.filter(storesPointer))).toEqual([]);
  });

  it.for(REWRITING)('%s: is stored, then loaded again', (name, context) => {
    needsOption(context, consumerNamed(name));
    const { instructions } = consumerCode(name);
    const uses = instructions.filter((each) => storesPointer(each) || loadsPointer(each));
    expect(uses.map(storesPointer)).toEqual([true, false]);
    const [store, load] = uses;
    const place = (operand: string | undefined) => operand?.replace('*', '');
    expect(place(load?.operands[0])).toBe(store?.operands.at(-1));
  });
});

it('every consumer that calls is looked at here', () => {
  const ways = ['plain', 'retpoline', 'compared'];
  expect([...CALLING, ...REWRITING].sort()).toEqual(ways.flatMap(through).sort());
});
