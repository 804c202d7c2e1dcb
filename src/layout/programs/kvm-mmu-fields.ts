/** What the compiled layouts tell of `struct kvm_mmu`'s fields, for layouts that were not compiled. */

import type { NativeField, NativeRegistry } from '../../host/native.js';

/** In the order in which gcc stores them (facts, 2.1); a struct has some of them. */
export const STORE_ORDER: readonly string[] = [
  ...['mmu_role', 'cpu_role', 'root_role'],
  ...['page_fault', 'sync_page', 'sync_spte', 'invlpg', 'gva_to_gpa'],
  ...['shadow_root_level', 'direct_map', 'get_guest_pgd', 'get_pdptr', 'inject_page_fault'],
  ...['root_level', 'shadow_zero_check'],
];

/** What an early return compares: stored before all else. */
export const ROLE_FIELDS: readonly string[] = STORE_ORDER.slice(0, 3);

/** The words of shadow_zero_check in gcc's order: masks from the highest level down, then the rest. */
export const ZERO_CHECK_WORDS: readonly number[] = [4, 3, 2, 1, 0, 9, 8, 7, 6, 5, 10];

/** By name: what any compiled layout says of it. */
export type KnownFields = ReadonlyMap<string, NativeField>;

const NONE: KnownFields = new Map();

/** Empty for a struct that is no `kvm_mmu`: it lacks a handler that every compiled layout stores. */
export function knownFields(
  fields: readonly { name: string }[],
  { layouts }: Pick<NativeRegistry, 'layouts'>,
): KnownFields {
  const names = new Set(fields.map(({ name }) => name));
  const everywhere = handlersOf(layouts[0]?.fields ?? []).filter((name) =>
    layouts.every((layout) => layout.fields.some((field) => field.name === name)),
  );
  if (everywhere.length === 0 || !everywhere.every((name) => names.has(name))) return NONE;
  return new Map(layouts.flatMap((layout) => layout.fields.map((field) => [field.name, field])));
}

const POINTER_BYTES = 8;

function handlersOf(fields: readonly NativeField[]): string[] {
  return fields
    .filter(({ sizeBytes, immediate }) => sizeBytes === POINTER_BYTES && immediate !== undefined)
    .map(({ name }) => name);
}
