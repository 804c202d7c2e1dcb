/** What of a struct can be moved: its own members, whatever is in them. */

import type { Layout } from '../layout/types.js';
import { alignmentOf } from './alignment.js';

/** A field in no block, or a block: a struct or union with all that is in it. */
export interface Movable {
  name: string;
  offset: number;
  sizeBytes: number;
  alignment: number;
  /** Indices of the layout's fields in it, ascending. */
  fields: readonly number[];
  isBlock: boolean;
}

/** Ascending by offset; where there are no blocks, one for each field, in the fields' order. */
export function movablesOf({ fields, blocks = [] }: Pick<Layout, 'fields' | 'blocks'>): Movable[] {
  const inBlocks = blocks.map(({ offset, sizeBytes }) =>
    [...fields.keys()].filter((index) => {
      const at = fields[index]?.offset ?? 0;
      return at >= offset && at < offset + sizeBytes;
    }),
  );
  const taken = new Set(inBlocks.flat());
  const alone = fields.flatMap((field, index): Movable[] =>
    taken.has(index) ? [] : [movableField({ ...field, alignment: alignmentOf(field) }, index)],
  );
  const together = blocks.map(
    ({ name, offset, sizeBytes, alignment }, index): Movable => ({
      ...{ name, offset, sizeBytes, alignment },
      ...{ fields: inBlocks[index] ?? [], isBlock: true },
    }),
  );
  return [...alone, ...together].sort((one, other) => one.offset - other.offset);
}

function movableField(
  { name, offset, sizeBytes, alignment }: Omit<Movable, 'fields' | 'isBlock'>,
  index: number,
): Movable {
  return { name, offset, sizeBytes, alignment, fields: [index], isBlock: false };
}
