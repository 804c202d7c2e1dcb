/**
 * What an SMI handler does to the control registers, inferred from how often it wrote them.
 *
 * A recording holds the guest's state before and after SMM and the number of writes in between,
 * not the values written. The two firmwares that matter are told apart by that number:
 *
 * - SeaBIOS runs flat: it sets CR0.PE and writes neither CR3 nor CR4.
 * - OVMF (EDK II) runs in long mode: it must write CR3, CR4, EFER and CR0 to get there.
 *
 * The values are EDK II's own (UefiCpuPkg/PiSmmCpuDxeSmm/X64: SmmInit.nasm, SmiEntry.nasm). Any
 * other mixture is refused rather than guessed at.
 */

import { CR0, EFER } from './registers.js';
import type { TraceEvent } from './types.js';

export type ControlRegister = 'cr0' | 'cr4' | 'efer';

/** `register = (register & ~clear) | set` */
export interface ControlWrite {
  register: ControlRegister;
  clear: number;
  set: number;
}

export interface SmmHandler {
  name: string;
  writes: readonly ControlWrite[];
}

const ALL = 0xffff_ffff;
/** PG, WP, NE, ET, MP, PE. */
const EDK2_CR0 = 0x8001_0033;
/** OSXMMEXCPT, OSFXSR, MCE, PAE, DE. */
const EDK2_CR4 = 0x668;
/** CD, NW, AM, WP, TS, EM: what SmiEntry masks out of CR0. WP among them is a reset of its own. */
const SMI_ENTRY_CR0_CLEAR = 0x6005_000c;
const SMI_ENTRY_CR0_SET = 0x23;
const SMI_ENTRY_CR0_LONG = 0x8001_0023;

const CR4_WRITE: ControlWrite = { register: 'cr4', clear: ALL, set: EDK2_CR4 };
const CLEAR_WP: ControlWrite = { register: 'cr0', clear: CR0.WP, set: 0 };
const SET_WP: ControlWrite = { register: 'cr0', clear: 0, set: CR0.WP };

/** A recorded one makes some hundred; each pair beyond the first is two more resets to replay. */
export const MOST_CR0_WRITES = 4096;

/** The handler that made so many writes, null where the numbers fit none. */
export function inferHandler(writes: TraceEvent['controlWrites']): SmmHandler | null {
  const { cr0, cr3, cr4, msr } = writes;
  // MSR writes of a flat handler are not of EFER: without a page table it has no use for it.
  if (cr3 === 0 && cr4 === 0) return flatHandler(cr0);
  if (cr0 === 0 || cr3 === 0 || cr4 === 0 || msr === 0) return null;
  if (cr0 === 1) return relocationHandler();
  if (cr0 % 2 !== 0 || cr0 > MOST_CR0_WRITES) return null;
  return longModeHandler((cr0 - 2) / 2, msr > 1);
}

/** SeaBIOS; with no write at all a bare RSM. PE is in no role, so neither makes a reset. */
function flatHandler(cr0Writes: number): SmmHandler {
  const setPe: ControlWrite = { register: 'cr0', clear: 0, set: CR0.PE };
  return { name: 'flat', writes: cr0Writes > 0 ? [setPe] : [] };
}

/** EDK II's SmmInit, the one SMI that moves SMBASE: each register is written once. */
function relocationHandler(): SmmHandler {
  return {
    name: 'long mode at once',
    writes: [
      CR4_WRITE,
      { register: 'efer', clear: 0, set: EFER.LME | EFER.NX },
      { register: 'cr0', clear: ALL, set: EDK2_CR0 },
    ],
  };
}

/**
 * EDK II's SmiEntry, every later SMI: protected mode first, then NX (where the CPU has it) and LME
 * one by one, then paging. CR0 writes beyond these two come in pairs that open the handler's own
 * write-protected page tables (SetPageTableAttributes). CR4 writes beyond the first change no bit
 * of the role (CET), nor do MSR writes beyond the second.
 */
function longModeHandler(pageTableOpenings: number, setsNx: boolean): SmmHandler {
  const nx: ControlWrite = { register: 'efer', clear: 0, set: EFER.NX };
  const writes: ControlWrite[] = [
    { register: 'cr0', clear: SMI_ENTRY_CR0_CLEAR, set: SMI_ENTRY_CR0_SET },
    CR4_WRITE,
    ...(setsNx ? [nx] : []),
    { register: 'efer', clear: 0, set: EFER.LME },
    { register: 'cr0', clear: 0, set: SMI_ENTRY_CR0_LONG },
  ];
  for (let opening = 0; opening < pageTableOpenings; opening++) writes.push(CLEAR_WP, SET_WP);
  return { name: 'long mode by steps', writes };
}
