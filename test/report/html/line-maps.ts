/** Maps of the kernel's structs, as results have them. */

import { type ByteRange, rangesOf } from '../../../src/layout/lines/line-map.js';
import type { LineMap } from '../../../src/report/result.js';
import { bytesWritten, LAYOUTS } from '../../explain/why/support/structs.js';

/** Wider ones part what is copied in two pieces. */
const WIDEST_COPIED_GAP = 16;

export const MAPPED = ['field-by-field', 'init-flag', 'memcpy-mov64', 'memcpy-libc'];

export function lineMap(
  layout: keyof typeof LAYOUTS,
  changes: Partial<LineMap> = {},
  strategies: readonly string[] = MAPPED,
): LineMap {
  const { phase, sizeBytes, fields } = LAYOUTS[layout];
  return {
    ...{ layout, phase, sizeBytes, fields, path: 'tdp', guest: 'unpaged' },
    strategies: strategies.map((strategy) => ({ strategy, ranges: rangesOn(layout, strategy) })),
    ...changes,
  };
}

export function rangesOn(layout: keyof typeof LAYOUTS, strategy: string): ByteRange[] {
  const ranges = rangesOf(bytesWritten(layout, strategy));
  return strategy.startsWith('memcpy-') ? withGaps(ranges) : ranges;
}

/** A copy writes what lies between, too. */
function withGaps(ranges: readonly ByteRange[]): ByteRange[] {
  const copied: ByteRange[] = [];
  for (const [first, bytes] of ranges) {
    const last = copied.at(-1);
    const end = last === undefined ? 0 : last[0] + last[1];
    if (last !== undefined && first - end <= WIDEST_COPIED_GAP) last[1] = first + bytes - last[0];
    else copied.push([first, bytes]);
  }
  return copied;
}
