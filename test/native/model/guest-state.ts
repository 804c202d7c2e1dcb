/** What of a guest decides a reset, and the way of paging that makes of it. */

import type { GuestMode } from '../../../src/host/native-subject.js';
import { CR0, CR4, DEFAULT_MAXPHYADDR, EFER, has } from '../../../src/workload/registers.js';
import type { GuestRegisters } from '../../../src/workload/types.js';

/** All that a row of guestStates holds. */
export type GuestState = Required<GuestRegisters>;

export function withDefaults(registers: GuestRegisters): GuestState {
  return { nested: false, maxphyaddr: DEFAULT_MAXPHYADDR, ...registers };
}

/** What decides who may access which page. */
export interface Protection {
  wp: boolean;
  nx: boolean;
  smep: boolean;
  smap: boolean;
}

/** All of it false while paging is off; la57 and pke false outside of long mode. */
export interface Paging extends Protection {
  on: boolean;
  mode: GuestMode;
  /** Of the guest's own walk; 0 while paging is off. */
  levels: number;
  pae: boolean;
  long: boolean;
  pse: boolean;
  la57: boolean;
  pke: boolean;
}

const LEVELS: Readonly<Record<GuestMode, number>> = {
  unpaged: 0,
  'two-level': 2,
  pae: 3,
  'four-level': 4,
  'five-level': 5,
};

function modeOf({ cr0, cr4, efer }: GuestState): GuestMode {
  if (!has(cr0, CR0.PG)) return 'unpaged';
  if (has(efer, EFER.LMA)) return has(cr4, CR4.LA57) ? 'five-level' : 'four-level';
  return has(cr4, CR4.PAE) ? 'pae' : 'two-level';
}

/** As the registers have it, whether paging is on or not. */
export function rawProtection({ cr0, cr4, efer }: GuestState): Protection {
  return {
    wp: has(cr0, CR0.WP),
    nx: has(efer, EFER.NX),
    smep: has(cr4, CR4.SMEP),
    smap: has(cr4, CR4.SMAP),
  };
}

export function pagingOf(state: GuestState): Paging {
  const mode = modeOf(state);
  const on = mode !== 'unpaged';
  const long = on && has(state.efer, EFER.LMA);
  const raw = rawProtection(state);
  return {
    on,
    mode,
    levels: LEVELS[mode],
    pae: on && has(state.cr4, CR4.PAE),
    long,
    pse: on && has(state.cr4, CR4.PSE),
    la57: long && has(state.cr4, CR4.LA57),
    pke: long && has(state.cr4, CR4.PKE),
    wp: on && raw.wp,
    nx: on && raw.nx,
    smep: on && raw.smep,
    smap: on && raw.smap,
  };
}
