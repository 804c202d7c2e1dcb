/** Which registers hold a known number, followed through straight-line code. */

import type { Code, Instruction } from './disassembly.js';

/**
 * The number in a register (by its 64-bit name) whenever such an instruction is about to run; null
 * where it is not known from the instructions before.
 */
export function constantsAt(
  { instructions }: Code,
  register: string,
  isSuch: (instruction: Instruction) => boolean,
): (number | null)[] {
  const known = new Map<string, number>();
  return instructions.flatMap((instruction) => {
    const found = isSuch(instruction) ? [known.get(register) ?? null] : [];
    follow(instruction, known);
    return found;
  });
}

/** What a call may leave anything in. */
const CALLER_SAVED = ['%rax', '%rcx', '%rdx', '%rsi', '%rdi', '%r8', '%r9', '%r10', '%r11'];

function follow({ mnemonic, operands }: Instruction, known: Map<string, number>): void {
  if (mnemonic.startsWith('call')) {
    for (const register of CALLER_SAVED) known.delete(register);
    return;
  }
  if (mnemonic.startsWith('rep ')) {
    known.set('%rcx', 0);
    return;
  }
  const destination = operands.at(-1) ?? '';
  if (PART.test(destination))
    throw new Error(`${destination}: parts of registers are not followed`);
  const target = wholeRegister(destination);
  if (target === null) return;
  const value = mnemonic === 'mov' ? numberIn(operands[0] ?? '', known) : undefined;
  if (value === undefined) known.delete(target);
  else known.set(target, value);
}

function numberIn(source: string, known: ReadonlyMap<string, number>): number | undefined {
  if (source.startsWith('$')) return Number.parseInt(source.slice(1), 16);
  const register = wholeRegister(source);
  return register === null ? undefined : known.get(register);
}

const PART = /^%([a-d][lhx]|[sd]il?|[sb]pl?|r\d+[bw])$/;

/** The 64-bit register of a 32- or 64-bit one's name; writes to the former clear the rest. */
function wholeRegister(name: string): string | null {
  const [, old, numbered] = /^%(?:[er]([a-d]x|[sd]i|[sb]p)|r(\d+)d?)$/.exec(name) ?? [];
  if (old !== undefined) return `%r${old}`;
  return numbered === undefined ? null : `%r${numbered}`;
}
