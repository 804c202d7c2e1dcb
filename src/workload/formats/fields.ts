/** Checks of values that several formats share. */

import { excerpt } from '../../errors.js';
import { impossibleState } from '../registers.js';
import type { GuestRegisters } from '../types.js';
import { Flaw } from './problems.js';

const LONGEST_EXCERPT = 40;

export function quote(text: string): string {
  return excerpt(text, LONGEST_EXCERPT);
}

/**
 * The low 32 bits of a register: what lies above (CR4.FRED) does not concern the MMU.
 *
 * @param describe the field as it is found, name and value
 */
export function registerValue(value: unknown, name: string, describe: () => string): number {
  if (typeof value === 'string' && /^[0-9a-f]{1,16}$/i.test(value)) {
    return Number.parseInt(value.slice(-8), 16);
  }
  throw new Flaw('value not hex', describe(), `${name} to be a string of 1 to 16 hex digits`);
}

/** Registers of a guest outside SMM, in a combination that a CPU can have. */
export function guestRegisters(cr0: number, cr4: number, efer: number): GuestRegisters {
  const registers = { cr0, cr4, efer, smm: false };
  const impossible = impossibleState(registers);
  if (impossible === null) return registers;
  throw new Flaw('impossible registers', impossible.found, impossible.expected);
}
