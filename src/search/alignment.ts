/** Where a C compiler may put a field. */

import type { LayoutField } from '../layout/types.js';

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

/** That divides both. */
export function largestPowerOfTwo(one: number, other: number, most = WIDEST_ALIGNMENT): number {
  let power = 1;
  while (2 * power <= most && one % (2 * power) === 0 && other % (2 * power) === 0) power *= 2;
  return power;
}

export function alignUp(offset: number, alignment: number): number {
  return Math.ceil(offset / alignment) * alignment;
}
