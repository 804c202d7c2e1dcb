/** Whether a series moves in one direction while it is measured. */

import { ascending, requireFiniteSample } from './checks.js';
import { normalTwoSided } from './normal.js';
import { countBelow } from './ranks.js';

export interface Drift {
  /** Kendall's rank correlation with time (tau-a), -1 (always falls) to 1 (always rises). */
  tau: number;
  /** Two-sided, of the hypothesis that every order of the values was equally likely. */
  pValue: number;
}

/**
 * The Mann-Kendall test (Mann, Econometrica 13, 1945; Kendall, Rank Correlation Methods, 1975),
 * normal approximation with continuity correction and the variance that ties leave.
 *
 * Good from 8 values on; below that the p-value is rough, and for fewer than 4 it is 1. Rounds
 * that resemble their neighbours look like drift too: read a small p-value as "not exchangeable".
 * A drift of the columns that both share does no harm to paired differences; test those as well.
 *
 * @param series in order of time, not changed
 * @throws RangeError if `series` is empty or not finite
 */
export function detectDrift(series: ArrayLike<number>): Drift {
  requireFiniteSample(series, 'series');
  const n = series.length;
  const sorted = ascending(series);
  const score = risingMinusFalling(series, sorted);
  const pairs = (n * (n - 1)) / 2;
  const tau = pairs === 0 ? 0 : score / pairs;
  const variance = scoreVariance(sorted);
  if (n < 4 || variance === 0) return { tau, pValue: 1 };
  const corrected = Math.max(0, Math.abs(score) - 1);
  return { tau, pValue: normalTwoSided(corrected / Math.sqrt(variance)) };
}

/** Pairs whose later value is larger, minus pairs whose later value is smaller; O(n log n). */
function risingMinusFalling(series: ArrayLike<number>, sorted: Float64Array): number {
  // A Fenwick tree (Fenwick, Softw. Pract. Exp. 24, 1994) counts the earlier values by rank.
  const tree = new Uint32Array(sorted.length + 1);
  let score = 0;
  for (let i = 0; i < series.length; i++) {
    const value = series[i] ?? 0;
    const first = countBelow(sorted, value, false);
    const last = countBelow(sorted, value, true);
    score += prefixCount(tree, first) - (i - prefixCount(tree, last));
    for (let node = first + 1; node < tree.length; node += node & -node) {
      tree[node] = (tree[node] ?? 0) + 1;
    }
  }
  return score;
}

function prefixCount(tree: Uint32Array, end: number): number {
  let count = 0;
  for (let node = end; node > 0; node -= node & -node) count += tree[node] ?? 0;
  return count;
}

function scoreVariance(sorted: Float64Array): number {
  const ofGroup = (size: number): number => size * (size - 1) * (2 * size + 5);
  let variance = ofGroup(sorted.length);
  for (let start = 0; start < sorted.length; ) {
    let end = start + 1;
    while (end < sorted.length && sorted[end] === sorted[start]) end++;
    variance -= ofGroup(end - start);
    start = end;
  }
  return variance / 18;
}
