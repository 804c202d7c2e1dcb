/** The control-register bits that KVM's MMU looks at, and which states a CPU can be in. */

import type { GuestRegisters } from './types.js';

export const CR0 = { PE: 0x1, EM: 0x4, TS: 0x8, WP: 0x1_0000, PG: 0x8000_0000 } as const;

export const CR4 = {
  PSE: 0x10,
  PAE: 0x20,
  LA57: 0x1000,
  PCIDE: 0x2_0000,
  SMEP: 0x10_0000,
  SMAP: 0x20_0000,
  PKE: 0x40_0000,
} as const;

export const EFER = { LME: 0x100, LMA: 0x400, NX: 0x800 } as const;

/** Bits of a guest physical address where nothing is said: a common server's, below every 4-level limit. */
export const DEFAULT_MAXPHYADDR = 46;

export function has(value: number, bit: number): boolean {
  return (value & bit) !== 0;
}

/** `value` with bits cleared, then set; always unsigned, as the registers are kept. */
export function withBits(value: number, clear: number, set: number): number {
  return ((value & ~clear) | set) >>> 0;
}

/** The CPU keeps EFER.LMA itself: long mode is active while it is enabled and paging is on. */
export function withLongModeActive(registers: GuestRegisters): GuestRegisters {
  const active = has(registers.cr0, CR0.PG) && has(registers.efer, EFER.LME);
  return { ...registers, efer: withBits(registers.efer, EFER.LMA, active ? EFER.LMA : 0) };
}

/** Why no CPU can be in this state (what was found, what was expected), null if one can. */
export function impossibleState(
  registers: GuestRegisters,
): { found: string; expected: string } | null {
  const paging = has(registers.cr0, CR0.PG);
  if (paging && !has(registers.cr0, CR0.PE)) {
    return { found: 'CR0.PG without CR0.PE', expected: 'protected mode wherever paging is on' };
  }
  if (withLongModeActive(registers).efer !== registers.efer) {
    const lma = has(registers.efer, EFER.LMA) ? 'set' : 'clear';
    return { found: `EFER.LMA ${lma}`, expected: 'EFER.LMA set exactly with CR0.PG and EFER.LME' };
  }
  if (has(registers.efer, EFER.LMA) && !has(registers.cr4, CR4.PAE)) {
    return { found: 'EFER.LMA without CR4.PAE', expected: 'CR4.PAE wherever long mode is active' };
  }
  return null;
}
