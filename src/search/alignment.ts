/** Where a C compiler may put a field, and what of a struct is padding. */

import { excerpt, UsageError } from '../errors.js';
import type { Layout, LayoutField } from '../layout/types.js';

/** Of the widest plain type; more only where a declaration asks for it. */
const WIDEST_ALIGNMENT = 8;

/**
 * In C a type's alignment divides its size, and the offset of each of its objects: the largest power
 * of two that divides both is never too little for it, whether it is a number, an array or a struct.
 * It may be too much (16 bytes of `u8` count as 8), which only makes the search leave out orders.
 */
export function alignmentOf({ alignment, offset, sizeBytes }: LayoutField): number {
  return alignment ?? largestPowerOfTwo(sizeBytes, offset);
}

/** Of the struct: what its size has to be a multiple of. */
export function structAlignment({ sizeBytes, fields }: Layout): number {
  const widest = Math.max(1, ...fields.map(alignmentOf));
  return Math.min(widest, largestPowerOfTwo(sizeBytes, 0, widest));
}

function largestPowerOfTwo(one: number, other: number, most = WIDEST_ALIGNMENT): number {
  let power = 1;
  while (2 * power <= most && one % (2 * power) === 0 && other % (2 * power) === 0) power *= 2;
  return power;
}

export function alignUp(offset: number, alignment: number): number {
  return Math.ceil(offset / alignment) * alignment;
}

/**
 * Everything in the struct can only be moved if everything in it is known.
 *
 * @throws UsageError for bytes that are neither a field's nor padding, and for misaligned fields
 */
export function requireWholeStruct(layout: Layout): void {
  let end = 0;
  for (const field of layout.fields) {
    const { name, offset, sizeBytes } = field;
    const alignment = alignmentOf(field);
    if (offset % alignment !== 0) {
      throw new UsageError(
        `layout ${excerpt(layout.name)}: field ${excerpt(name)} is at ${offset}, which is no multiple ` +
          `of its alignment ${alignment}: correct one of them`,
      );
    }
    requirePadding(layout, end, offset, alignment, `field ${excerpt(name)}`);
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
