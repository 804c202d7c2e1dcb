/** Guest states and round trips that several tests speak about. */

import { expandEvents, type SmmEvent } from '../../src/workload/expand.js';
import { smi } from '../../src/workload/models/smi.js';
import { CR0, CR4, EFER } from '../../src/workload/registers.js';
import { findRules } from '../../src/workload/rules.js';
import type { GuestRegisters, Transition } from '../../src/workload/types.js';

const ET = 0x10;
const LONG = EFER.LME | EFER.LMA;
const PAGED = (CR0.PG | CR0.WP | CR0.PE | ET) >>> 0;

export function state(cr0: number, cr4 = 0, efer = 0, smm = false): GuestRegisters {
  return { cr0, cr4, efer, smm };
}

export const guests = {
  'real mode': state(ET),
  '32-bit, no paging': state(CR0.PE | ET),
  '32-bit, no paging, WP': state(CR0.PE | CR0.WP | ET),
  '32-bit paging': state(PAGED, CR4.PSE),
  '32-bit paging, CR4 = 0': state(PAGED),
  'PAE, no NX': state(PAGED, CR4.PAE | CR4.PSE),
  'PAE, NX': state(PAGED, CR4.PAE | CR4.PSE, EFER.NX),
  '64-bit, no NX': state(PAGED, CR4.PAE, LONG),
  '64-bit, NX': state(PAGED, CR4.PAE | CR4.PSE | CR4.SMEP | CR4.SMAP, LONG | EFER.NX),
} as const;

export type GuestName = keyof typeof guests;

/** How often a handler writes CR0, CR3, CR4 and MSRs, as a recording would say. */
export const handlers = {
  'bare RSM': { cr0: 0, cr3: 0, cr4: 0, msr: 0 },
  SeaBIOS: { cr0: 1, cr3: 0, cr4: 0, msr: 0 },
  'OVMF relocation': { cr0: 1, cr3: 1, cr4: 1, msr: 1 },
  OVMF: { cr0: 2, cr3: 1, cr4: 1, msr: 2 },
  'OVMF opening its page tables': { cr0: 4, cr3: 1100, cr4: 1, msr: 2 },
} as const;

export type HandlerName = keyof typeof handlers;

export function roundTripEvents(
  before: GuestRegisters,
  handler: HandlerName,
  after = before,
): SmmEvent[] {
  return smi(before, handlers[handler], after);
}

/** One SMI and its RSM. */
export function roundTrip(rules: string, guest: GuestName, handler: HandlerName): Transition[] {
  return expandEvents(roundTripEvents(guests[guest], handler), findRules(rules));
}

/** As the counts are written down: `[F e][F, EFER e, CR0 F]`, F full, e early. */
export function notation(transitions: readonly Transition[]): string {
  return transitions.map(({ resets }) => `[${resets.map(oneReset).join(', ')}]`).join('');
}

/** The resets of an SMI whose handler returns without paging, by what the guest has on. */
export const SEQUENCES = {
  unpaged: '[F, e][F]',
  paged: '[F, F][F, CR4 e, CR0 F]',
  /** EFER has a bit that makes a reset: NX, from v5.18 on also LME. */
  efer: '[F, F][F, EFER e, CR4 e, CR0 F]',
} as const;

function oneReset({ kind, cause }: Transition['resets'][number]): string {
  const register = /\b(CR0|CR3|CR4|EFER)\b/.exec(cause)?.[1];
  const letter = kind === 'full' ? 'F' : 'e';
  return register ? `${register} ${letter}` : letter;
}
