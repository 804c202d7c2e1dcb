/** Ranks of a series, for the statistics that look at order alone. */

import { ascending } from './checks.js';

/** How many values of an ascending sample are below `value`, or not above it if `inclusive`. */
export function countBelow(sorted: Float64Array, value: number, inclusive: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const here = sorted[middle] ?? 0;
    if (here < value || (inclusive && here === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The rank of each value minus the mean rank, in the order given; ties share their mean rank. */
export function centredRanks(series: ArrayLike<number>): Float64Array {
  const sorted = ascending(series);
  const ranks = new Float64Array(series);
  for (let i = 0; i < ranks.length; i++) {
    const value = ranks[i] ?? 0;
    const below = countBelow(sorted, value, false);
    const notAbove = countBelow(sorted, value, true);
    ranks[i] = (below + notAbove - sorted.length) / 2;
  }
  return ranks;
}
