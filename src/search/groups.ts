/** Fields that must not drift apart: what reads them would touch more lines. */

import { excerpt, UsageError, unknownName } from '../errors.js';
import { splitByLine } from '../layout/lines/line-rows.js';
import type { Layout } from '../layout/types.js';
import { movablesOf } from './movables.js';
import type { FieldGroup } from './types.js';

/**
 * What is read together of `struct kvm_mmu`, by all the names it has had; a layout has some of them.
 *
 * A reset's own reads are no group: the role that it compares is written right after.
 */
const KVM_MMU_GROUPS: readonly FieldGroup[] = [
  {
    // Every EPT violation and nested page fault compares page_fault with the TDP handler, calls it,
    // and works on the current root by the role's level and kind (facts on indirect calls).
    reason: 'page fault: handler, root and role',
    fields: [
      ...['page_fault', 'root', 'root_hpa'],
      ...['mmu_role', 'root_role', 'shadow_root_level', 'direct_map'],
    ],
  },
  {
    // Every emulated memory access and fetch calls gva_to_gpa; the walk behind it begins at
    // get_guest_pgd, goes down from the guest's level, and ends by looking up the access.
    reason: "walk of the guest's tables: handlers, level, permissions",
    fields: [
      ...['gva_to_gpa', 'get_guest_pgd', 'mmu_role', 'cpu_role', 'root_level'],
      ...['permissions', 'pkru_mask'],
    ],
  },
  {
    // The unload before each reset, and a guest's change of CR3, go through the current and the
    // previous roots.
    reason: 'change of roots: current and previous ones',
    fields: ['root', 'root_hpa', 'root_pgd', 'prev_roots'],
  },
];

/** Present in every `kvm_mmu`, and together in no other struct. */
const TELLING_FIELDS = ['page_fault', 'gva_to_gpa', 'prev_roots'];

/** Of the fields that the layout has; none for any other struct than `kvm_mmu`. */
export function defaultGroups({ fields }: Layout): FieldGroup[] {
  const names = new Set(fields.map(({ name }) => name));
  if (!TELLING_FIELDS.every((name) => names.has(name))) return [];
  return KVM_MMU_GROUPS.map((group) => ({
    ...group,
    fields: group.fields.filter((name) => names.has(name)),
  })).filter((group) => group.fields.length > 1);
}

/** @param list comma separated names of fields, and of blocks for all in them. @throws UsageError */
export function groupFrom(list: string, layout: Layout): FieldGroup {
  const typed = [...new Set(list.split(',').map((name) => name.trim()))];
  const membersOf = membersByName(layout);
  const unknown = typed.find((name) => !membersOf.has(name));
  if (unknown !== undefined) {
    throw unknownName('field', unknown, [...membersOf.keys()], `layout show ${layout.name}`);
  }
  const names = [...new Set(typed.flatMap((name) => membersOf.get(name) ?? []))];
  if (names.length < 2) {
    throw new UsageError(
      `--group ${excerpt(list)} names one field: two or more, comma separated, can stay together`,
    );
  }
  return { fields: names, reason: 'given by --group' };
}

/** A field that is called as its block is only itself. */
function membersByName(layout: Layout): Map<string, string[]> {
  const nameAt = (index: number) => layout.fields[index]?.name ?? [];
  const movables = movablesOf(layout).map(({ name, fields }): [string, string[]] => [
    name,
    fields.flatMap(nameAt),
  ]);
  const fields = layout.fields.map(({ name }): [string, string[]] => [name, [name]]);
  // Of several entries of a Map the last is kept.
  return new Map([...movables, ...fields]);
}

/** Distinct lines that hold any byte of these fields. */
export function linesOfGroup(
  { fields, phase }: Pick<Layout, 'fields' | 'phase'>,
  group: FieldGroup,
): number {
  const members = fields.filter(({ name }) => group.fields.includes(name));
  const ranges = members.map(({ offset, sizeBytes }): [number, number] => [offset, sizeBytes]);
  return new Set(splitByLine(ranges, phase).map(({ line }) => line)).size;
}
