/** The shift between two independent samples, with the interval of the rank-sum test. */

import { ascending, requireFiniteSample, requireProbability } from './checks.js';
import { normalQuantile } from './normal.js';
import { rangeConfidenceOfTwo, rankSumDepth } from './rank-sum.js';
import type { ConfidentInterval } from './types.js';

/**
 * The median of all differences to_j - from_i, and the interval of those that the rank-sum test does
 * not reject (Hodges & Lehmann, Ann. Math. Statist. 34, 1963). Positive where `to` is larger.
 *
 * Assumes independent values and, for the name, that one distribution is the other one moved. Where
 * their spreads differ as well, the test alone would be too sure (measured: 20 values three times as
 * wide as 80 others, "95 %" covers 85 %), so the interval is the wider one of that test's and of the
 * one from the variance of the placements (Fligner & Policello, JASA 76, 1981; Brunner & Munzel,
 * Biometrical Journal 42, 2000).
 *
 * Too few values for the confidence: smallest to largest difference, with the confidence that has.
 *
 * Time O((m + n) log(m n)) a bound through counting, never listing, the m * n differences.
 *
 * @param from any order, not changed; the unit passes through
 * @param confidence of the interval, 0.95 unless a family of comparisons asks for more
 * @throws RangeError if a sample is empty or not finite, or `confidence` is not in (0, 1)
 */
export function hodgesLehmannShift(
  from: ArrayLike<number>,
  to: ArrayLike<number>,
  confidence = 0.95,
): ConfidentInterval {
  requireFiniteSample(from, 'from');
  requireFiniteSample(to, 'to');
  requireProbability(confidence, 'confidence');
  const [x, y] = [ascending(from), ascending(to)];
  const count = x.length * y.length;
  const estimate = medianDifference(x, y, count);
  const depth = depthOf(x, y, estimate, (1 - confidence) / 2);
  const bound = Math.max(1, depth);
  return {
    estimate,
    low: difference(x, y, bound),
    high: difference(x, y, count + 1 - bound),
    confidence: depth === 0 ? rangeConfidenceOfTwo(x.length, y.length) : confidence,
  };
}

function depthOf(x: Float64Array, y: Float64Array, shift: number, tail: number): number {
  const equalSpreads = rankSumDepth(x.length, y.length, tail);
  const deviation = Math.sqrt(varianceOfPlacements(x, y, shift));
  const centre = (x.length * y.length) / 2 + 0.5;
  const anySpreads = Math.floor(centre + normalQuantile(tail) * deviation);
  // With one spread for both this one is as uncertain as the samples are small, and may be narrow.
  return Math.max(0, Math.min(equalSpreads, anySpreads));
}

/** Of the Mann-Whitney statistic, when the samples are laid over each other. */
function varianceOfPlacements(x: Float64Array, y: Float64Array, shift: number): number {
  if (x.length < 2 || y.length < 2) return 0;
  const moved = y.map((value) => value - shift);
  return placements(x, moved) + placements(moved, x);
}

/** Sum of squares of how many of `others` each value exceeds, unbiased as a variance is. */
function placements(values: Float64Array, others: Float64Array): number {
  let below = 0;
  let notAbove = 0;
  // Both are ascending, so that both counts only grow; a tie counts half.
  const exceeded = values.map((value) => {
    while (below < others.length && at(others, below) < value) below++;
    while (notAbove < others.length && at(others, notAbove) <= value) notAbove++;
    return (below + notAbove) / 2;
  });
  const mean = exceeded.reduce((sum, each) => sum + each, 0) / exceeded.length;
  const squares = exceeded.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  return (squares * exceeded.length) / (exceeded.length - 1);
}

function medianDifference(x: Float64Array, y: Float64Array, count: number): number {
  const lower = difference(x, y, Math.ceil(count / 2));
  if (count % 2 === 1) return lower;
  const { notAbove, smallestAbove } = splitDifferences(x, y, lower);
  return notAbove > count / 2 ? lower : lower / 2 + smallestAbove / 2;
}

/** The `rank`-th smallest (from 1) of the differences y_j - x_i of two ascending samples. */
export function difference(x: Float64Array, y: Float64Array, rank: number): number {
  let high = boundBeyond(x, y, rank);
  // The same from the other end, where the samples change their roles and signs.
  let low = -boundBeyond(y, x, x.length * y.length + 1 - rank);
  // As in hodges-lehmann.ts: each end jumps to a difference that occurs, so it ends on the exact one.
  while (low < high) {
    const middle = low + (high - low) / 2;
    const split = splitDifferences(x, y, middle < high ? middle : low);
    if (split.notAbove >= rank) high = split.largestNotAbove;
    else low = split.smallestAbove;
  }
  return low;
}

/**
 * A difference that at least `rank` differences do not exceed: of the i largest of x and the j smallest
 * of y, i * j >= rank, the farthest apart. Far closer than the range where values are wild.
 */
function boundBeyond(x: Float64Array, y: Float64Array, rank: number): number {
  const share = Math.sqrt(rank / (x.length * y.length));
  const i = Math.min(x.length, Math.ceil(share * x.length));
  const j = Math.min(y.length, Math.ceil(rank / i));
  return at(y, j - 1) - at(x, x.length - i);
}

interface Split {
  /** How many differences do not exceed the threshold. */
  notAbove: number;
  largestNotAbove: number;
  smallestAbove: number;
}

/** One walk along the staircase between the differences below and above a threshold. */
function splitDifferences(x: Float64Array, y: Float64Array, threshold: number): Split {
  const end = y.length;
  let notAbove = 0;
  let largestNotAbove = Number.NEGATIVE_INFINITY;
  let smallestAbove = Number.POSITIVE_INFINITY;
  // How many of y do not exceed x_i by more than the threshold; it grows with i.
  let j = 0;
  for (let i = 0; i < x.length; i++) {
    const subtrahend = at(x, i);
    let last = Number.NEGATIVE_INFINITY;
    let next = Number.POSITIVE_INFINITY;
    for (; j < end; j++) {
      next = at(y, j) - subtrahend;
      if (next > threshold) break;
      last = next;
    }
    notAbove += j;
    // Where j stays, the difference below it is smaller than one seen before.
    if (last > largestNotAbove) largestNotAbove = last;
    if (j < end && next < smallestAbove) smallestAbove = next;
  }
  return { notAbove, largestNotAbove, smallestAbove };
}

function at(values: Float64Array, index: number): number {
  return values[index] ?? Number.NaN;
}
