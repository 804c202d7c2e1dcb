/** The kernel's structs as far as a reset is concerned, and what each strategy writes of them. */

import type { NativeField, NativeLayout } from '../../../../src/host/native.js';
import { fakeLayout } from '../../../plan/registry.js';

type Row = readonly [name: string, offset: number, sizeBytes: number, role: NativeField['role']];

/** Of all of them. */
const FIRST: readonly Row[] = [
  ['get_guest_pgd', 0, 8, 'constant'],
  ['get_pdptr', 8, 8, 'constant'],
  ['page_fault', 16, 8, 'constant'],
  ['inject_page_fault', 24, 8, 'constant'],
  ['gva_to_gpa', 32, 8, 'role-dependent'],
];

/** Members that a full reset of an unpaged guest on EPT writes, and some that it does not. */
const V5_16: readonly Row[] = [
  ...FIRST,
  ['translate_gpa', 40, 8, 'untouched'],
  ['sync_page', 48, 8, 'constant'],
  ['invlpg', 56, 8, 'constant'],
  ['root_hpa', 64, 8, 'root'],
  ['mmu_role', 80, 8, 'role-dependent'],
  ['root_level', 88, 1, 'role-dependent'],
  ['shadow_root_level', 89, 1, 'constant'],
  ['direct_map', 91, 1, 'constant'],
  ['permissions', 144, 16, 'metadata'],
  ['shadow_zero_check', 192, 88, 'zero-check'],
  ['guest_rsvd_check', 280, 88, 'metadata'],
];

const V5_17: readonly Row[] = [
  ...FIRST,
  ['sync_page', 40, 8, 'constant'],
  ['invlpg', 48, 8, 'constant'],
  ['root_hpa', 56, 8, 'root'],
  ['mmu_role', 72, 8, 'role-dependent'],
  ['root_level', 80, 1, 'role-dependent'],
  ['shadow_root_level', 81, 1, 'constant'],
  ['direct_map', 83, 1, 'constant'],
  ['permissions', 136, 16, 'metadata'],
  ['shadow_zero_check', 184, 88, 'zero-check'],
  ['guest_rsvd_check', 272, 88, 'metadata'],
];

const V6_1: readonly Row[] = [
  ...FIRST,
  ['sync_page', 40, 8, 'constant'],
  ['invlpg', 48, 8, 'constant'],
  ['root', 56, 16, 'root'],
  ['cpu_role', 72, 8, 'role-dependent'],
  ['root_role', 80, 4, 'role-dependent'],
  ['pkru_mask', 84, 4, 'metadata'],
  ['permissions', 136, 16, 'metadata'],
  ['shadow_zero_check', 176, 88, 'zero-check'],
];

function layout(name: string, phase: number, rows: readonly Row[]): NativeLayout {
  const fields = rows.map(([field, offset, sizeBytes, role]) => ({
    name: field,
    offset,
    sizeBytes,
    role,
  }));
  return { ...fakeLayout(name, phase), fields };
}

export const LAYOUTS = {
  'v5.16': layout('v5.16', 40, V5_16),
  'v5.17': layout('v5.17', 16, V5_17),
  'v6.1': layout('v6.1', 40, V6_1),
};

const WRITTEN: Readonly<Record<string, readonly NativeField['role'][]>> = {
  'field-by-field': ['constant', 'role-dependent', 'zero-check'],
  'init-flag': ['role-dependent', 'zero-check'],
  empty: [],
};

/** @throws Error for what this file does not know */
export function fieldsWritten(layoutName: string, strategy: string): NativeField[] {
  const found = Object.values(LAYOUTS).find(({ name }) => name === layoutName);
  if (found === undefined) throw new Error(`no struct of ${layoutName} here`);
  // A copy writes what it replaces.
  const roles = strategy.startsWith('memcpy-') ? WRITTEN['field-by-field'] : WRITTEN[strategy];
  if (roles === undefined) throw new Error(`no strategy ${strategy} here`);
  return found.fields.filter(({ role }) => roles.includes(role));
}

export function bytesWritten(layoutName: string, strategy: string): Uint32Array {
  return Uint32Array.from(
    fieldsWritten(layoutName, strategy).flatMap(({ offset, sizeBytes }) =>
      Array.from({ length: sizeBytes }, (_, at) => offset + at),
    ),
  );
}
