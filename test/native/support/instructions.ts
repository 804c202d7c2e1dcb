/** What instructions do: stores, calls, loops. */

import type { Code, Instruction } from './disassembly.js';

export interface Store {
  /** Register that holds the address. */
  base: string;
  offset: number;
  sizeBytes: number;
  mnemonic: string;
  /** The stored number where it is part of the instruction, null where it comes from a register. */
  immediate: number | null;
}

const READS_ONLY = /^(cmp|test|call|jmp|prefetch|clflush|clwb|bt)/;

function writesMemory({ mnemonic, operands }: Instruction): boolean {
  return (operands.at(-1)?.includes('(') ?? false) && !READS_ONLY.test(mnemonic);
}

/** Stores in order; of a repeated instruction one. */
export function storesOf({ instructions }: Pick<Code, 'instructions'>): Store[] {
  return instructions.filter(writesMemory).map(toStore);
}

function toStore(instruction: Instruction): Store {
  const { mnemonic, operands } = instruction;
  const source = operands[0] ?? '';
  const destination = operands.at(-1) ?? '';
  const [, offset, base = ''] = /^(?:%\w+:)?(-?0x[0-9a-f]+)?\((%\w+)/.exec(destination) ?? [];
  const immediate = source.startsWith('$') ? Number.parseInt(source.slice(1), 16) : null;
  return {
    base,
    offset: Number.parseInt(offset ?? '0', 16),
    // An immediate's and a string instruction's size is in the suffix.
    sizeBytes: /^%\w+$/.test(source) ? registerBytes(source) : suffixBytes(mnemonic),
    mnemonic,
    immediate,
  };
}

const SUFFIXES: Readonly<Record<string, number>> = { b: 1, w: 2, l: 4, q: 8 };

function suffixBytes(mnemonic: string): number {
  const bytes = SUFFIXES[mnemonic.at(-1) ?? ''];
  if (bytes === undefined) throw new Error(`${mnemonic} does not say how much it stores`);
  return bytes;
}

const REGISTERS: [RegExp, number][] = [
  [/^%zmm\d+$/, 64],
  [/^%ymm\d+$/, 32],
  [/^%xmm\d+$/, 16],
  [/^%r(\d+|[a-z]{2})$/, 8],
  [/^%(r\d+d|e[a-z]{2})$/, 4],
  [/^%(r\d+b|[abcd][lh]|[sd]il|[sb]pl)$/, 1],
  [/^%(r\d+w|[a-z]{2})$/, 2],
];

function registerBytes(register: string): number {
  const found = REGISTERS.find(([pattern]) => pattern.test(register));
  if (found === undefined) throw new Error(`unknown register ${register}`);
  return found[1];
}

export function countOf({ instructions }: Code, mnemonic: string): number {
  return instructions.filter((instruction) => instruction.mnemonic === mnemonic).length;
}

export const isJump = ({ mnemonic }: Instruction) => /^(j|loop)/.test(mnemonic);
export const targetOf = ({ operands }: Instruction) => Number.parseInt(operands[0] ?? '', 16);

/** Jumps to an earlier instruction of the same function. */
export function backEdges({ address, instructions }: Code): Instruction[] {
  return instructions.filter((instruction) => {
    const target = targetOf(instruction);
    return isJump(instruction) && target >= address && target <= instruction.address;
  });
}

export const isCall = ({ mnemonic }: Instruction): boolean => mnemonic.startsWith('call');

/** Calls, and jumps that leave the function, which are calls in tail position. */
export function callsOf({ address, instructions }: Code): Instruction[] {
  const end = instructions.at(-1)?.address ?? address;
  const inside = (target: number) => target >= address && target <= end;
  return instructions.filter(
    (instruction) => isCall(instruction) || (isJump(instruction) && !inside(targetOf(instruction))),
  );
}

/** From the back edge's target to the back edge. */
export function loopBody(code: Code, backEdge: Instruction): Instruction[] {
  const start = targetOf(backEdge);
  return code.instructions.filter(({ address }) => address >= start && address <= backEdge.address);
}

export const usesVectorRegister = ({ text }: Instruction): boolean => /%[xyz]mm\d/.test(text);
export const usesStack = ({ text, mnemonic }: Instruction): boolean =>
  /%[er]?sp\b/.test(text) || /^(push|pop|enter|leave)/.test(mnemonic);
