/** Whose the fields of `struct kvm_mmu` are, in layouts that were not compiled. */

import type { NativeField, NativeRegistry } from '../host/native.js';
import type { FieldRole } from '../host/native-programs.js';
import { versionedLayouts } from './kernel-version.js';

export type RoleOf = (fieldName: string) => FieldRole | null;

/**
 * By name, as the built-in layouts say it, the newest that has the field; a member of a field
 * (`root.hpa`) is its field's. Null for a name that none of them has.
 */
export function kvmRoleOf({ layouts }: Pick<NativeRegistry, 'layouts'>): RoleOf {
  const versioned = versionedLayouts(layouts).map(({ layout }) => layout);
  const others = layouts.filter((layout) => !versioned.includes(layout));
  // Of several entries of a Map the last is kept.
  const roles = new Map(
    [...others, ...versioned].flatMap(({ fields }) =>
      fields.map(({ name, role }: NativeField): [string, FieldRole] => [name, role]),
    ),
  );
  return (fieldName) => {
    const [field = ''] = fieldName.split('.');
    return roles.get(fieldName) ?? roles.get(field) ?? null;
  };
}
