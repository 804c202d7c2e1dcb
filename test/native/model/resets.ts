/** One call of kvm_init_mmu: nothing, or all that a full reset writes, for each kind of walk. */

import type { GuestMode } from '../../../src/host/native-subject.js';
import { type GuestState, pagingOf, rawProtection } from './guest-state.js';
import { handler } from './handler-addresses.js';
import type { MmuStruct } from './mmu-struct.js';
import { permissions, pkruMask } from './permissions.js';
import {
  eptReservedBits,
  guestReservedBits,
  type ReservedBits,
  tableReservedBits,
} from './reserved-bits.js';
import { hostLevels, rolesOf, type Walk, walkOf } from './role-words.js';
import type { Settings } from './settings.js';

/** The shadow path stores three pointers even where it returns early, but those that stand there. */
export function initMmu(mmu: MmuStruct, state: GuestState, settings: Settings): void {
  // The member and the inverse sense of role bit 4 both left with v5.17.
  const gpteIs8Bytes = mmu.has('translate_gpa');
  const roles = rolesOf(state, { ...settings, gpteIs8Bytes });
  if (roles.every(([field, role]) => mmu.get(field) === role)) return;
  for (const [field, role] of roles) mmu.put(field, role);
  FULL_RESET[walkOf(state, settings.path)](mmu, state, settings);
}

/** By the size of the guest's entries: none, 4 or 8 bytes. */
const HANDLERS: Readonly<Record<GuestMode, string>> = {
  unpaged: 'Nonpaging',
  'two-level': 'Paging32',
  pae: 'Paging64',
  'four-level': 'Paging64',
  'five-level': 'Paging64',
};

function putTwoDimensional(mmu: MmuStruct, state: GuestState, settings: Settings): void {
  const levels = hostLevels(settings.path, settings.maxTdpLevel, state);
  mmu.put('page_fault', handler('TdpPageFault'));
  mmu.put('sync_page', handler('NonpagingSyncPage'));
  mmu.put('sync_spte', 0n);
  mmu.put('invlpg', handler('NoInvlpg'));
  mmu.put('direct_map', 1n);
  putOwnTables(mmu, levels, settings);
  putGuestWalk(mmu, state, settings);
}

function putOwnTables(mmu: MmuStruct, levels: number, settings: Settings): void {
  mmu.put('shadow_root_level', BigInt(levels));
  mmu.putWords('shadow_zero_check', ownReservedBits(levels, settings));
}

function ownReservedBits(levels: number, { path, rules, physicalBits }: Settings): ReservedBits {
  if (path === 'tdp') return eptReservedBits(physicalBits);
  // NX counts as always there since v5.19; before, NPT's check took bit 63 for reserved.
  const nx = path === 'shadow' || rules === 'v6.1';
  return tableReservedBits({ levels, physicalBits, nx, pse: false, amd: true });
}

function putShadow(mmu: MmuStruct, state: GuestState, settings: Settings): void {
  const { on, mode } = pagingOf(state);
  const levels = hostLevels('shadow', settings.maxTdpLevel, state);
  const family = HANDLERS[mode];
  mmu.put('page_fault', handler(`${family}PageFault`));
  mmu.put('sync_page', handler(`${family}SyncPage`));
  mmu.put('sync_spte', on ? handler(`${family}SyncPage`) : 0n);
  mmu.put('invlpg', handler(on ? `${family}Invlpg` : 'NoInvlpg'));
  mmu.put('direct_map', on ? 0n : 1n);
  putOwnTables(mmu, levels, settings);
  putGuestWalk(mmu, state, settings);
}

/** Only walked, never faulted on: no tables, no page_fault, no sync_page. */
function putNested(mmu: MmuStruct, state: GuestState, settings: Settings): void {
  mmu.put('invlpg', handler('NoInvlpg'));
  putGuestWalk(mmu, state, settings);
}

const FULL_RESET: Readonly<Record<Walk, typeof putShadow>> = {
  'two-dimensional': putTwoDimensional,
  shadow: putShadow,
  nested: putNested,
};

/** How the guest's registers are read and its faults injected: alike on every path, in every mode. */
export function putGuestRegisterHandlers(mmu: MmuStruct): void {
  mmu.put('get_guest_pgd', handler('GetGuestCr3'));
  mmu.put('get_pdptr', handler('GetPdptr'));
  mmu.put('inject_page_fault', handler('InjectPageFault'));
}

/** How the guest's own tables are walked and checked. */
function putGuestWalk(mmu: MmuStruct, state: GuestState, settings: Settings): void {
  const paging = pagingOf(state);
  putGuestRegisterHandlers(mmu);
  mmu.put('root_level', BigInt(paging.levels));
  mmu.put('gva_to_gpa', handler(`${HANDLERS[paging.mode]}GvaToGpa`));
  if (paging.on) {
    const amd = settings.path === 'npt';
    const { maxphyaddr } = state;
    mmu.putWords('guest_rsvd_check', guestReservedBits(paging, { maxphyaddr, amd }));
    mmu.putBytes('permissions', permissions(paging));
    mmu.put('pkru_mask', BigInt(pkruMask(paging)));
  } else if (settings.rules === 'v5.10' && settings.scope === 'init') {
    // Since v5.14 all metadata waits until paging is on; before, the loop ran all the same.
    mmu.putBytes('permissions', permissions({ ...rawProtection(state), nx: false }));
    mmu.put('pkru_mask', 0n);
  }
}
