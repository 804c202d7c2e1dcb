/** What one full reset writes, from KVM's sources and its disassembly. */

import type { NativeLayout } from '../../../src/host/native.js';
import type { GuestMode, MmuPath } from '../../../src/host/native-subject.js';
import { hasField, type Where } from './addon.js';

export interface WriteTotals {
  stores: number;
  bytes: number;
}

type ByMode = Readonly<Record<GuestMode, WriteTotals>>;

/** Of v5.17 and of v5.16, which has the same fields: no C-bit, no protection keys. */
const UNTIL_V5_18: Readonly<Record<MmuPath, ByMode>> = {
  tdp: {
    unpaged: { stores: 22, bytes: 155 },
    'two-level': { stores: 44, bytes: 215 },
    pae: { stores: 45, bytes: 223 },
    'four-level': { stores: 48, bytes: 247 },
    'five-level': { stores: 50, bytes: 263 },
  },
  npt: {
    unpaged: { stores: 20, bytes: 139 },
    'two-level': { stores: 42, bytes: 199 },
    pae: { stores: 43, bytes: 207 },
    'four-level': { stores: 46, bytes: 231 },
    'five-level': { stores: 48, bytes: 247 },
  },
  shadow: {
    unpaged: { stores: 17, bytes: 115 },
    'two-level': { stores: 39, bytes: 175 },
    pae: { stores: 40, bytes: 183 },
    'four-level': { stores: 46, bytes: 231 },
    'five-level': { stores: 50, bytes: 263 },
  },
};

/** cpu_role and root_role (v5.19) for mmu_role and three bytes: 12 bytes by 2 stores for 11 by 4. */
const WITH_SPLIT_ROLE: WriteTotals = { stores: -2, bytes: 1 };

const hasSplitRole = (layout: NativeLayout) => hasField(layout, 'root_role');

/** Gone since v6.4. */
const WITHOUT_INVLPG: WriteTotals = { stores: -1, bytes: -8 };

export function fullReset({ layout, path, guest }: Where): WriteTotals {
  return [
    UNTIL_V5_18[path][guest],
    ...(hasSplitRole(layout) ? [WITH_SPLIT_ROLE] : []),
    ...(hasField(layout, 'invlpg') ? [] : [WITHOUT_INVLPG]),
  ].reduce(plus);
}

function plus(a: WriteTotals, b: WriteTotals): WriteTotals {
  return { stores: a.stores + b.stores, bytes: a.bytes + b.bytes };
}

export const minus = (a: WriteTotals, b: WriteTotals): WriteTotals => ({
  stores: a.stores - b.stores,
  bytes: a.bytes - b.bytes,
});

/** Stored at the end of every call on the shadow path, also after an early return. */
export const accessors = ['get_guest_pgd', 'get_pdptr', 'inject_page_fault'] as const;

/** Constant with two-dimensional tables. */
export const constantPointers = (layout: NativeLayout): string[] =>
  [...accessors, 'page_fault', 'sync_page', 'sync_spte', 'invlpg'].filter((name) =>
    hasField(layout, name),
  );

/** What a proposal leaves to vCPU creation. */
interface Spared {
  totals: WriteTotals;
  fields: readonly string[];
}

const ACCESSORS: Spared = { totals: { stores: 3, bytes: 24 }, fields: accessors };

/** The thread's patch. */
export function sparedByInitFlag({ layout, path }: Pick<Where, 'layout' | 'path'>): Spared {
  if (path === 'shadow') return ACCESSORS;
  const pointers = constantPointers(layout);
  if (hasSplitRole(layout)) {
    return {
      totals: { stores: pointers.length, bytes: 8 * pointers.length },
      fields: pointers,
    };
  }
  const fields = [...pointers, 'shadow_root_level', 'direct_map'];
  return { totals: { stores: 8, bytes: 50 }, fields };
}

/** The maintainers' version: the pointers, and the reserved bits of tables of four levels. */
export function sparedByConstantOnce({ layout, path }: Pick<Where, 'layout' | 'path'>): Spared {
  if (path === 'shadow') return ACCESSORS;
  const pointers = constantPointers(layout);
  const stores = pointers.length + (path === 'tdp' ? 11 : 9);
  return {
    totals: { stores, bytes: 8 * stores },
    fields: [...pointers, 'shadow_zero_check'],
  };
}

/** What the early return compares. */
export const roleFields = (layout: NativeLayout): string[] =>
  hasSplitRole(layout) ? ['cpu_role', 'root_role'] : ['mmu_role'];
