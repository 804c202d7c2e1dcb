/** What one full reset writes on TDP with EPT, from KVM's sources and its disassembly. */

import type { GuestMode } from '../../../src/host/native.js';

export interface WriteTotals {
  stores: number;
  bytes: number;
}

/** All fields, no C-bit, no protection keys; the same on every layout. */
export const fullReset: Readonly<Record<GuestMode, WriteTotals>> = {
  unpaged: { stores: 22, bytes: 155 },
  'two-level': { stores: 44, bytes: 215 },
  pae: { stores: 45, bytes: 223 },
  'four-level': { stores: 48, bytes: 247 },
  'five-level': { stores: 50, bytes: 263 },
};

/** What the thread's patch leaves to vCPU creation. */
export const constantFields = [
  'get_guest_pgd',
  'get_pdptr',
  'page_fault',
  'inject_page_fault',
  'sync_page',
  'invlpg',
  'shadow_root_level',
  'direct_map',
] as const;

export const constantPointers = constantFields.slice(0, 6);

/** The eight: six pointers and two bytes. */
export const sparedByInitFlag: WriteTotals = { stores: 8, bytes: 50 };

/** The maintainers' version: six pointers and the eleven words of shadow_zero_check. */
export const sparedByConstantOnce: WriteTotals = { stores: 17, bytes: 48 + 88 };
