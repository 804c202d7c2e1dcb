/**
 * The role words that kvm_init_mmu computes from the guest's registers and compares with the
 * stored ones, on the two-dimensional (EPT, NPT) path.
 *
 * Fixed here, because no SMM transition changes them: four-level tables of the host with
 * accessed and dirty bits, no nested guest. They take part in the words, not in the comparison.
 */

import { CR0, CR4, EFER, has } from './registers.js';
import type { GuestRegisters } from './types.js';

/** `union kvm_mmu_role` (`kvm_cpu_role` from v5.19): page role and extended role, 32 bits each. */
export interface MmuRole {
  base: number;
  ext: number;
}

/** From v5.19 the guest's paging and the host's table are described apart; both are compared. */
export interface SplitRole {
  cpu: MmuRole;
  rootBase: number;
}

const HOST_LEVEL = 4;
const HAS_4_BYTE_GPTE = 1 << 4;
const DIRECT = 1 << 7;
const ACCESS_ALL = 7 << 8;
const EFER_NX = 1 << 12;
const CR0_WP = 1 << 13;
const SMEP_ANDNOT_WP = 1 << 14;
const SMAP_ANDNOT_WP = 1 << 15;
const SMM = 1 << 24;
const EXT_VALID = 1;

/** What the guest's MMU does: every feature counts only while paging is on. */
interface PagingMode {
  paging: boolean;
  wp: boolean;
  nx: boolean;
  pae: boolean;
  pse: boolean;
  smep: boolean;
  smap: boolean;
  lma: boolean;
  /** Exist in long mode only. */
  la57: boolean;
  pke: boolean;
}

function pagingMode({ cr0, cr4, efer }: GuestRegisters): PagingMode {
  const paging = has(cr0, CR0.PG);
  const lma = paging && has(efer, EFER.LMA);
  return {
    paging,
    wp: paging && has(cr0, CR0.WP),
    nx: paging && has(efer, EFER.NX),
    pae: paging && has(cr4, CR4.PAE),
    pse: paging && has(cr4, CR4.PSE),
    smep: paging && has(cr4, CR4.SMEP),
    smap: paging && has(cr4, CR4.SMAP),
    lma,
    la57: lma && has(cr4, CR4.LA57),
    pke: lma && has(cr4, CR4.PKE),
  };
}

/** `mmu_role` of v5.17 on the TDP path. */
export function tdpRoleV517(registers: GuestRegisters): MmuRole {
  const mode = pagingMode(registers);
  return {
    base:
      HOST_LEVEL |
      DIRECT |
      ACCESS_ALL |
      when(mode.nx, EFER_NX) |
      when(mode.wp, CR0_WP) |
      when(registers.smm, SMM),
    ext:
      EXT_VALID |
      when(mode.paging, 1 << 2) |
      when(mode.pae, 1 << 3) |
      when(mode.pse, 1 << 4) |
      when(mode.pke, 1 << 5) |
      when(mode.smap, 1 << 6) |
      when(mode.smep, 1 << 7) |
      when(mode.la57, 1 << 8) |
      when(mode.lma, 1 << 9),
  };
}

/** `cpu_role` and `root_role` of v6.1 on the TDP path. */
export function tdpRoleV61(registers: GuestRegisters): SplitRole {
  const mode = pagingMode(registers);
  const smm = when(registers.smm, SMM);
  return {
    cpu: { base: cpuBaseV61(mode) | smm, ext: cpuExtV61(mode) },
    // The host's table always has NX and write protection, whatever the guest does.
    rootBase: HOST_LEVEL | DIRECT | ACCESS_ALL | EFER_NX | CR0_WP | smm,
  };
}

function cpuBaseV61(mode: PagingMode): number {
  if (!mode.paging) return DIRECT | ACCESS_ALL;
  return (
    guestLevel(mode) |
    ACCESS_ALL |
    when(!mode.pae, HAS_4_BYTE_GPTE) |
    when(mode.nx, EFER_NX) |
    when(mode.wp, CR0_WP) |
    when(mode.smep && !mode.wp, SMEP_ANDNOT_WP) |
    when(mode.smap && !mode.wp, SMAP_ANDNOT_WP)
  );
}

function cpuExtV61(mode: PagingMode): number {
  return (
    EXT_VALID |
    when(mode.pse, 1 << 2) |
    when(mode.pke, 1 << 3) |
    when(mode.smap, 1 << 4) |
    when(mode.smep, 1 << 5) |
    when(mode.la57, 1 << 6) |
    when(mode.lma, 1 << 7)
  );
}

function guestLevel(mode: PagingMode): number {
  if (mode.lma) return mode.la57 ? 5 : 4;
  return mode.pae ? 3 : 2;
}

function when(condition: boolean, bits: number): number {
  return condition ? bits : 0;
}
