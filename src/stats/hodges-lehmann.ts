/** The Hodges-Lehmann estimate with the interval of the signed-rank test. */

import { ascending, requireFiniteSample, requireProbability } from './checks.js';
import { rangeConfidence } from './median-interval.js';
import { signedRankDepth } from './signed-rank.js';
import type { ConfidentInterval } from './types.js';

/**
 * The median of all Walsh averages (x_i + x_j) / 2, i <= j, and the interval of those averages that
 * the signed-rank test does not reject (Hodges & Lehmann, Ann. Math. Statist. 34, 1963).
 *
 * Estimates the pseudomedian; for a symmetric distribution, such as the difference of two columns
 * with the same noise, that is the median (and the mean, if there is one). Up to 29 % of the
 * values may be arbitrarily wrong before the estimate breaks; on normal noise it needs 1.05 times
 * the values that the mean needs, the median 1.57 times.
 *
 * Assumes independent values. The interval has its confidence or a little more for symmetric ones
 * (normal approximation above 60 values) and is, measured, within a percent or two of its confidence for skewed ones. For too few
 * values (below 6 at 95 %) it is minimum to maximum with the confidence that has, 1 - 2^(1-n).
 *
 * Time O(n log(range / resolution)) through counting, never listing, the n(n+1)/2 averages: about
 * 2 ms for 2,000 values. Space O(n).
 *
 * @param values any order, not changed; the unit passes through
 * @param confidence of the interval, 0.95 unless a family of comparisons asks for more
 * @throws RangeError if `values` is empty or not finite, or `confidence` is not in (0, 1)
 */
export function hodgesLehmann(values: ArrayLike<number>, confidence = 0.95): ConfidentInterval {
  requireFiniteSample(values, 'values');
  requireProbability(confidence, 'confidence');
  const sorted = ascending(values);
  const n = sorted.length;
  const count = (n * (n + 1)) / 2;
  const depth = signedRankDepth(n, (1 - confidence) / 2);
  const bound = Math.max(1, depth);
  return {
    estimate: medianOfWalshAverages(sorted, count),
    low: walshAverage(sorted, bound),
    high: walshAverage(sorted, count + 1 - bound),
    confidence: depth === 0 ? rangeConfidence(n) : confidence,
  };
}

function medianOfWalshAverages(sorted: Float64Array, count: number): number {
  // Not `count >> 1`: from 65,536 values on, the count needs more than 31 bits.
  const half = Math.floor(count / 2);
  const upper = walshAverage(sorted, half + 1);
  if (count % 2 === 1) return upper;
  const lower = walshAverage(sorted, half);
  return lower === upper ? lower : lower / 2 + upper / 2;
}

/** The `rank`-th smallest (from 1) of the pairwise averages of an ascending sample. */
export function walshAverage(sorted: Float64Array, rank: number): number {
  const n = sorted.length;
  let low = pairSum(sorted, 0, 0);
  let high = pairSum(sorted, n - 1, n - 1);
  // Bisection, but each end jumps to a sum that occurs: it ends on the exact order statistic.
  while (low < high) {
    const middle = low + (high - low) / 2;
    // Between neighbouring doubles the middle may round up to `high`, which would loop for ever.
    const split = splitSums(sorted, middle < high ? middle : low);
    if (split.notAbove >= rank) high = split.largestNotAbove;
    else low = split.smallestAbove;
  }
  return low / 2;
}

interface Split {
  /** How many sums x_i + x_j, i <= j, do not exceed the threshold. */
  notAbove: number;
  largestNotAbove: number;
  smallestAbove: number;
}

/** One walk along the staircase between the sums below and above a threshold. */
function splitSums(sorted: Float64Array, threshold: number): Split {
  let notAbove = 0;
  let largestNotAbove = Number.NEGATIVE_INFINITY;
  let smallestAbove = Number.POSITIVE_INFINITY;
  // The last j whose sum with x_i does not exceed the threshold; it falls as i rises.
  let j = sorted.length - 1;
  for (let i = 0; i <= j; i++) {
    const x = sorted[i] ?? Number.NaN;
    let beyond = Number.POSITIVE_INFINITY;
    let sum = x + (sorted[j] ?? Number.NaN);
    while (sum > threshold && j >= i) {
      beyond = sum;
      j--;
      sum = x + (sorted[j] ?? Number.NaN);
    }
    // Where j stays, the row before has a smaller sum beyond the threshold.
    if (beyond < smallestAbove) smallestAbove = beyond;
    if (j < i) break;
    if (sum > largestNotAbove) largestNotAbove = sum;
    notAbove += j - i + 1;
  }
  return { notAbove, largestNotAbove, smallestAbove };
}

function pairSum(sorted: Float64Array, i: number, j: number): number {
  return (sorted[i] ?? Number.NaN) + (sorted[j] ?? Number.NaN);
}
