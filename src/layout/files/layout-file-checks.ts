/** What a schema cannot say of a layout file: fields that cannot be where they are said to be. */

import { excerpt } from '../../errors.js';
import { storesOfField } from '../programs/steps.js';
import type { LayoutField as Field, LayoutBlock } from '../types.js';
import { blockProblems } from './block-checks.js';
import { naturalAlignment } from './natural-alignment.js';

export { naturalAlignment };

/** A field, and its place in the file. */
interface Placed {
  field: Field;
  index: number;
}

/** In the order of the file's fields, then of its blocks; empty if all is well. */
export function layoutProblems({
  sizeBytes,
  fields,
  blocks = [],
}: {
  sizeBytes: number;
  fields: readonly Field[];
  blocks?: readonly LayoutBlock[] | undefined;
}): string[] {
  const overlaps = overlapsOf(fields);
  const names = new Map<string, number>();
  const ofFields = fields.flatMap((field, index) => {
    const known = names.get(field.name);
    names.set(field.name, known ?? index);
    const problems = [
      known === undefined ? null : `has the name of fields[${known}]`,
      pastEnd(field, sizeBytes),
      overlaps.get(index) ?? null,
      misaligned(field),
      wrongValue(field),
    ];
    return problems.flatMap((problem) =>
      problem === null ? [] : [`${placeOf({ field, index })}: ${problem}`],
    );
  });
  return [...ofFields, ...blockProblems({ sizeBytes, fields, blocks })];
}

/** `fields[3] "sync_page"` */
function placeOf({ field, index }: Placed): string {
  return `fields[${index}] ${excerpt(field.name, 30)}`;
}

const endOf = ({ offset, sizeBytes }: Field): number => offset + sizeBytes;

const bytesText = (field: Field): string => `${field.offset}..${endOf(field) - 1}`;

function pastEnd(field: Field, sizeBytes: number): string | null {
  return endOf(field) <= sizeBytes
    ? null
    : `bytes ${bytesText(field)} pass the end of the struct, sizeBytes ${sizeBytes}`;
}

/** By index: of two that share bytes, the one that comes later in the struct. */
function overlapsOf(fields: readonly Field[]): Map<number, string> {
  const problems = new Map<number, string>();
  const ascending = fields
    .map((field, index): Placed => ({ field, index }))
    .sort((one, other) => one.field.offset - other.field.offset || one.index - other.index);
  let reaching: Placed | null = null;
  for (const placed of ascending) {
    const { field, index } = placed;
    if (reaching !== null && field.offset < endOf(reaching.field)) {
      const other = `${placeOf(reaching)}, ${bytesText(reaching.field)}`;
      problems.set(index, `bytes ${bytesText(field)} overlap ${other}`);
    }
    if (reaching === null || endOf(field) > endOf(reaching.field)) reaching = placed;
  }
  return problems;
}

function misaligned(field: Field): string | null {
  const { offset, alignment } = field;
  if (alignment !== undefined && (alignment & (alignment - 1)) !== 0) {
    return `alignment ${alignment} is no power of two`;
  }
  const needed = naturalAlignment(field);
  if (offset % needed === 0) return null;
  return alignment === undefined
    ? `a pointer at ${offset}, no multiple of ${needed}; if it is none, say its "alignment"`
    : `offset ${offset} is no multiple of its alignment, ${needed}`;
}

const WORDS = [1, 2, 4, 8];

function wrongValue({ role, sizeBytes, value }: Field): string | null {
  if (value === undefined) return null;
  if (role !== 'constant') return `a value is for constant fields, this one is ${role}`;
  if (!WORDS.includes(sizeBytes)) {
    return `a value is for fields of ${WORDS.join(', ')} bytes, this one has ${sizeBytes}`;
  }
  const [store] = storesOfField({ offset: 0, sizeBytes, value });
  if (store?.kind === 'store-immediate') return null;
  const bits = Math.min(8 * sizeBytes, 32);
  return `value ${value} does not fit the ${bits} bits that one store has room for`;
}
