/** What is odd about a layout, though it can be shown. */

import { excerpt } from '../errors.js';
import { naturalAlignment } from './files/layout-file-checks.js';
import type { LineMap } from './lines/line-map.js';
import { CACHE_LINE_BYTES } from './lines/writes.js';
import type { Layout } from './types.js';

/** One sentence each. */
export function layoutNotes(layout: Layout, { strategies }: Pick<LineMap, 'strategies'>): string[] {
  const isReset = strategies.some(({ ranges }) => ranges.length > 0);
  return [...phaseNotes(layout), ...(isReset ? [] : [NOTHING_WRITTEN])];
}

const NOTHING_WRITTEN =
  'a reset writes nothing of it: no field has the role constant, role-dependent or zero-check, ' +
  'so there is nothing to measure';

const SHOWN = 3;

/** A field that is aligned in the struct is not where the struct itself is not. */
function phaseNotes({ phase, fields }: Layout): string[] {
  const misaligned = fields.filter((field) => {
    const needed = naturalAlignment(field);
    return needed <= CACHE_LINE_BYTES && (phase + field.offset) % needed !== 0;
  });
  if (misaligned.length === 0) return [];
  const names = misaligned.slice(0, SHOWN).map(({ name }) => excerpt(name, 30));
  const more = misaligned.length - names.length;
  const all = [...names, ...(more > 0 ? [`${more} more`] : [])].join(', ');
  return [`phase ${phase} misaligns ${all}; a struct can be measured at multiples of 8`];
}
