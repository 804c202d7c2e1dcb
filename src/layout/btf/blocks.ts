/** Which fields of a flattened struct are one member of it, and can only be moved as one. */

import { excerpt } from '../../errors.js';
import { LONGEST_NAME } from '../files/layout-schema.js';
import type { LayoutBlock } from '../types.js';
import type { BtfType } from './btf.js';
import type { FlatBlock, FlatField } from './flat-field.js';

/** What holds a field, as far as places go: its block, or itself. */
type Part = Pick<LayoutBlock, 'name' | 'offset' | 'sizeBytes'>;

/**
 * Gives anonymous blocks a name, and leaves out those that a single field says all of.
 *
 * @param fields ascending by offset
 * @param struct whose they are, for messages
 * @throws BtfError for members that share bytes, though no field of theirs does, or a name
 */
export function settleBlocks(fields: readonly FlatField[], struct: BtfType): FlatField[] {
  const inBlocks = new Map<FlatBlock, FlatField[]>();
  for (const field of fields) {
    if (field.block === null) continue;
    inBlocks.set(field.block, [...(inBlocks.get(field.block) ?? []), field]);
  }
  const settled = new Map<FlatBlock, FlatBlock | null>();
  for (const [block, own] of inBlocks) {
    settled.set(block, saysAll(block, own) ? null : { ...block, name: nameOf(block, own) });
  }
  const found = fields.map((field) => within(field, field.block && settled.get(field.block)));
  requireApart(found, struct);
  return found;
}

/** Ascending by offset, each once. */
export function blocksOf(fields: readonly FlatField[]): LayoutBlock[] {
  const blocks = new Set(fields.flatMap(({ block }) => block ?? []));
  return [...blocks].map(({ kind: _, ...block }) => block);
}

/** Not a packed struct's only member, which may lie where the struct may not. */
function saysAll(block: FlatBlock, [field, ...others]: readonly FlatField[]): boolean {
  return (
    others.length === 0 &&
    field?.offset === block.offset &&
    field.sizeBytes === block.sizeBytes &&
    field.alignment === block.alignment
  );
}

/** A block lies where its alignment wants it, so none of its fields can count on more. */
function within(field: FlatField, block: FlatBlock | null | undefined): FlatField {
  if (block === null || block === undefined) return { ...field, block: null };
  return { ...field, alignment: Math.min(field.alignment, block.alignment), block };
}

const MOST_LISTED = 3;

/** As in C, `union {len, mac}`. */
function nameOf({ kind, name }: FlatBlock, fields: readonly FlatField[]): string {
  if (name !== '') return name;
  const names = fields.map((field) => field.name);
  const listed =
    names.length > MOST_LISTED ? [...names.slice(0, 1), '...', ...names.slice(-1)] : names;
  return `${kind} {${listed.join(', ')}}`.slice(0, LONGEST_NAME);
}

function requireApart(fields: readonly FlatField[], struct: BtfType): void {
  const names = new Set<string>();
  let last: Part | null = null;
  for (const field of fields) {
    const part: Part = field.block ?? field;
    if (part !== last) {
      if (last !== null && part.offset < endOf(last)) {
        throw struct.error(
          `members ${excerpt(last.name, 40)} and ${excerpt(part.name, 40)} on the same bytes`,
          'bytes of their own',
        );
      }
      if (names.has(part.name)) {
        throw struct.error(`two members called ${excerpt(part.name, 40)}`, 'names of their own');
      }
      names.add(part.name);
      last = part;
    }
    // Of bit-fields that were joined, one may be the next member's.
    if (endOf(field) > endOf(part)) {
      throw struct.error(
        `member ${excerpt(field.name, 40)} beyond the end of ${excerpt(part.name, 40)}`,
        'one within it',
      );
    }
  }
}

function endOf({ offset, sizeBytes }: Part): number {
  return offset + sizeBytes;
}
