/** Why nothing may be said of a place that both sides have measured. */

import { type Entry, whyUnusable } from './entries.js';
import type { LayoutFields } from './layouts.js';
import type { Difference } from './schema.js';

export interface Usable {
  a: Entry[];
  b: Entry[];
  /** Runs that do not count here, each with why. */
  leftOut: string[];
}

export function usableRuns(a: readonly Entry[], b: readonly Entry[]): Usable {
  const isUsable = (entry: Entry) => whyUnusable(entry) === null;
  const leftOut = [...a, ...b].map(whyUnusable).filter((reason) => reason !== null);
  return { a: a.filter(isUsable), b: b.filter(isUsable), leftOut: [...new Set(leftOut)] };
}

/** Null where it may be compared. */
export function whyNotComparable(
  { a, b, leftOut }: Usable,
  differences: readonly Difference[],
  layouts: LayoutFields,
): string | null {
  const forbidding = differences.filter(({ forbids }) => forbids).map(({ what }) => what);
  if (forbidding.length > 0) return `not the same ${forbidding.join(', ')}`;
  const [first] = a;
  if (first === undefined || b.length === 0) return leftOut.join('; ');
  const { layout } = first.place.at;
  if ((layouts.get(layout)?.size ?? 0) > 1)
    return `layout ${layout} has other fields in B than in A`;
  const resets = new Set([...a, ...b].map(resetsOf));
  return resets.size > 1 ? `not the same boot: ${[...resets].join(' and ')}` : null;
}

/** A workload's file may have changed. */
function resetsOf({ row }: Entry): string {
  if (!('workload' in row)) return '';
  return `${row.transitions} transitions, ${row.fullResets} full + ${row.earlyResets} early resets`;
}
