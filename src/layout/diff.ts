/** What of a struct is elsewhere in another. */

import type { Layout, LayoutField } from './types.js';

export const STRUCT_NUMBERS = ['sizeBytes', 'phase', 'rootMmuOffset'] as const;

export interface StructChange {
  what: (typeof STRUCT_NUMBERS)[number];
  /** Bytes. */
  a: number;
  b: number;
}

export type FieldPlace = Pick<LayoutField, 'offset' | 'sizeBytes' | 'role'>;

export interface FieldChange {
  name: string;
  /** Null: it has no such field. */
  a: FieldPlace | null;
  b: FieldPlace | null;
  changes: ('added' | 'removed' | 'moved' | 'resized' | 'role')[];
}

export interface LayoutDiff {
  /** Of numbers that both know. */
  struct: StructChange[];
  /** In the order of A, each added one behind what is before it in B. */
  fields: FieldChange[];
}

export function diffLayouts(a: Layout, b: Layout): LayoutDiff {
  return { struct: structChanges(a, b), fields: fieldChanges(a.fields, b.fields) };
}

export function isSame({ struct, fields }: LayoutDiff): boolean {
  return struct.length === 0 && fields.length === 0;
}

function structChanges(a: Layout, b: Layout): StructChange[] {
  return STRUCT_NUMBERS.flatMap((what): StructChange[] => {
    const [one, other] = [a[what], b[what]];
    return one === null || other === null || one === other ? [] : [{ what, a: one, b: other }];
  });
}

function fieldChanges(a: readonly LayoutField[], b: readonly LayoutField[]): FieldChange[] {
  const [inA, inB] = [a, b].map((fields) => new Map(fields.map((field) => [field.name, field])));
  return orderOf(a, b).flatMap((name): FieldChange[] => {
    const [one, other] = [placeOf(inA?.get(name)), placeOf(inB?.get(name))];
    const changes = changesOf(one, other);
    return changes.length === 0 ? [] : [{ name, a: one, b: other, changes }];
  });
}

function placeOf(field: LayoutField | undefined): FieldPlace | null {
  if (field === undefined) return null;
  const { offset, sizeBytes, role } = field;
  return { offset, sizeBytes, role };
}

function changesOf(a: FieldPlace | null, b: FieldPlace | null): FieldChange['changes'] {
  if (a === null) return ['added'];
  if (b === null) return ['removed'];
  const changes: FieldChange['changes'] = [];
  if (a.offset !== b.offset) changes.push('moved');
  if (a.sizeBytes !== b.sizeBytes) changes.push('resized');
  if (a.role !== b.role) changes.push('role');
  return changes;
}

/** Names of both, each once. */
function orderOf(a: readonly LayoutField[], b: readonly LayoutField[]): string[] {
  const names = a.map(({ name }) => name);
  let before = -1;
  for (const { name } of b) {
    const at = names.indexOf(name);
    if (at >= 0) {
      before = at;
    } else {
      before += 1;
      names.splice(before, 0, name);
    }
  }
  return names;
}
