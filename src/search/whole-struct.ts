/** What of a struct is padding, and whether all of the rest is known. */

import { excerpt, UsageError } from '../errors.js';
import type { Layout } from '../layout/types.js';
import { largestPowerOfTwo } from './alignment.js';
import { movablesOf } from './movables.js';

/** Of the struct: what its size has to be a multiple of. */
export function structAlignment(layout: Layout): number {
  const widest = Math.max(1, ...movablesOf(layout).map(({ alignment }) => alignment));
  return Math.min(widest, largestPowerOfTwo(layout.sizeBytes, 0, widest));
}

/**
 * Everything in the struct can only be moved if everything in it is known; what is in a block, known
 * or not, moves with it.
 *
 * @throws UsageError for bytes that are neither a member's nor padding, and for misaligned members
 */
export function requireWholeStruct(layout: Layout): void {
  let end = 0;
  for (const { name, offset, sizeBytes, alignment, isBlock } of movablesOf(layout)) {
    const what = `${isBlock ? 'block' : 'field'} ${excerpt(name)}`;
    if (offset % alignment !== 0) {
      throw new UsageError(
        `layout ${excerpt(layout.name)}: ${what} is at ${offset}, which is no multiple ` +
          `of its alignment ${alignment}: correct one of them`,
      );
    }
    requirePadding(layout, end, offset, alignment, what);
    end = offset + sizeBytes;
  }
  requirePadding(layout, end, layout.sizeBytes, structAlignment(layout), 'the end');
}

function requirePadding(
  layout: Layout,
  from: number,
  to: number,
  alignment: number,
  before: string,
): void {
  if (to - from < alignment) return;
  throw new UsageError(
    `layout ${excerpt(layout.name)}: ${to - from} bytes at ${from}, before ${before}, are no field's and ` +
      'too many to be padding: list them as fields (role untouched), or give the alignment',
  );
}
