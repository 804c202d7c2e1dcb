/**
 * The role words that kvm_init_mmu computes from the guest's registers and compares with the
 * stored ones: on the two-dimensional path (TDP: EPT or NPT), on the shadow path, and of nested_mmu.
 *
 * Fixed here, because no transition changes them: four-level tables of the host (which a guest's
 * MAXPHYADDR cannot make fewer) with accessed and dirty bits. They take part in the words, not in
 * the comparison.
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
const LEVEL_MASK = 0xf;
const HAS_4_BYTE_GPTE = 1 << 4;
const DIRECT = 1 << 7;
const ACCESS_ALL = 7 << 8;
const EFER_NX = 1 << 12;
const CR0_WP = 1 << 13;
const SMEP_ANDNOT_WP = 1 << 14;
const SMAP_ANDNOT_WP = 1 << 15;
const GUEST_MODE = 1 << 17;
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
    base: HOST_LEVEL | DIRECT | commonBase(mode) | vcpuMode(registers),
    ext: extV517(mode),
  };
}

/** `mmu_role` of v5.17 on the shadow path, whose tables follow the guest's paging mode. */
export function shadowRoleV517(registers: GuestRegisters): MmuRole {
  const mode = pagingMode(registers);
  return { base: shadowLevel(mode) | guestBase(mode) | vcpuMode(registers), ext: extV517(mode) };
}

/**
 * `mmu_role` of v5.17's nested_mmu, which only walks L2's own tables; it has none of its own, hence
 * always "direct". From general knowledge of KVM: no sample word was at hand to check it with.
 */
export function nestedRoleV517(registers: GuestRegisters): MmuRole {
  const mode = pagingMode(registers);
  return {
    base: guestLevel(mode) | DIRECT | guestBase(mode) | vcpuMode(registers),
    ext: extV517(mode),
  };
}

/**
 * `cpu_role` of v6.1: the guest's paging, on every path. All that nested_mmu compares, which again is
 * from general knowledge.
 */
export function cpuRoleV61(registers: GuestRegisters): MmuRole {
  const mode = pagingMode(registers);
  return { base: guestLevel(mode) | guestBase(mode) | vcpuMode(registers), ext: extV61(mode) };
}

/** `cpu_role` and `root_role` of v6.1 on the TDP path. */
export function tdpRoleV61(registers: GuestRegisters): SplitRole {
  return {
    cpu: cpuRoleV61(registers),
    // The host's table always has NX and write protection, whatever the guest does.
    rootBase: HOST_LEVEL | DIRECT | ACCESS_ALL | EFER_NX | CR0_WP | vcpuMode(registers),
  };
}

/** `cpu_role` and `root_role` of v6.1 on the shadow path: the same with three levels or more, and NX. */
export function shadowRoleV61(registers: GuestRegisters): SplitRole {
  const cpu = cpuRoleV61(registers);
  const level = shadowLevel(pagingMode(registers));
  return { cpu, rootBase: (cpu.base & ~LEVEL_MASK) | level | EFER_NX };
}

function commonBase({ nx, wp }: PagingMode): number {
  return ACCESS_ALL | when(nx, EFER_NX) | when(wp, CR0_WP);
}

/** Where KVM reads the guest's own tables: also what their entries are and may do. */
function guestBase(mode: PagingMode): number {
  return (
    commonBase(mode) |
    when(!mode.paging, DIRECT) |
    when(mode.paging && !mode.pae, HAS_4_BYTE_GPTE) |
    when(mode.smep && !mode.wp, SMEP_ANDNOT_WP) |
    when(mode.smap && !mode.wp, SMAP_ANDNOT_WP)
  );
}

function vcpuMode({ smm, nested = false }: GuestRegisters): number {
  return when(smm, SMM) | when(nested, GUEST_MODE);
}

function extV517(mode: PagingMode): number {
  return (
    EXT_VALID |
    when(mode.paging, 1 << 2) |
    when(mode.pae, 1 << 3) |
    when(mode.pse, 1 << 4) |
    when(mode.pke, 1 << 5) |
    when(mode.smap, 1 << 6) |
    when(mode.smep, 1 << 7) |
    when(mode.la57, 1 << 8) |
    when(mode.lma, 1 << 9)
  );
}

function extV61(mode: PagingMode): number {
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

/** Of the guest's own tables, 0 where it has none. */
function guestLevel(mode: PagingMode): number {
  if (!mode.paging) return 0;
  if (mode.lma) return mode.la57 ? 5 : 4;
  return mode.pae ? 3 : 2;
}

/** Of the tables that KVM keeps in their stead: its entries have 8 bytes, which needs three. */
function shadowLevel(mode: PagingMode): number {
  return Math.max(3, guestLevel(mode));
}

function when(condition: boolean, bits: number): number {
  return condition ? bits : 0;
}
