/** The median with a distribution-free interval: the sign test, turned round. */

import { ascending, requireFiniteSample, requireProbability } from './checks.js';
import type { ConfidentInterval } from './types.js';

/**
 * Median and a two-sided interval between order statistics, interpolated so that the coverage is
 * close to the confidence instead of anywhere above it.
 *
 * Source: Hettmansperger & Sheather, "Confidence intervals based on interpolated order
 * statistics", Statist. Probab. Lett. 4, 1986; Nyblom, "Note on interpolated order statistics",
 * ibid. 14, 1992. Assumes independent values; no symmetry, no finite variance.
 *
 * For too few values (below 6 at 95 %) the widest possible interval is returned, minimum to
 * maximum, with the confidence it has: 1 - 2^(1-n), so 0.9375 for 5 and 0 for 1.
 *
 * @param values any order, not changed; the unit passes through
 * @param confidence of the interval, 0.95 unless a family of comparisons asks for more
 * @throws RangeError if `values` is empty or not finite, or `confidence` is not in (0, 1)
 */
export function medianInterval(values: ArrayLike<number>, confidence = 0.95): ConfidentInterval {
  requireFiniteSample(values, 'values');
  requireProbability(confidence, 'confidence');
  const sorted = ascending(values);
  const estimate = sortedMedian(sorted);
  const n = sorted.length;
  const pair = bracketingPair(n, confidence);
  if (pair === null) {
    const attained = rangeConfidence(n);
    return { estimate, low: at(sorted, 0), high: at(sorted, n - 1), confidence: attained };
  }
  const { rank, weight } = pair;
  return {
    estimate,
    low: blend(at(sorted, rank - 1), at(sorted, rank), weight),
    high: blend(at(sorted, n - rank), at(sorted, n - rank - 1), weight),
    confidence,
  };
}

/** The confidence of minimum to maximum as an interval for the median of n values. */
export function rangeConfidence(n: number): number {
  return 1 - 2 ** (1 - n);
}

/** The median of values in ascending order. */
export function sortedMedian(sorted: ArrayLike<number>): number {
  const half = sorted.length >> 1;
  if (sorted.length % 2 === 1) return at(sorted, half);
  return blend(at(sorted, half - 1), at(sorted, half), 0.5);
}

interface BracketingPair {
  /** One-based rank of the outer order statistic. */
  rank: number;
  /** Weight of the next inner one. */
  weight: number;
}

/** The neighbouring order statistics whose confidences enclose the wanted one; null: none do. */
function bracketingPair(n: number, confidence: number): BracketingPair | null {
  let outer = rangeConfidence(n);
  if (outer < confidence) return null;
  let logMass = -n * Math.LN2;
  for (let rank = 1; ; rank++) {
    // In logarithms, because 2^-n underflows from n = 1075 on.
    logMass += Math.log((n - rank + 1) / rank);
    const inner = outer - 2 * Math.exp(logMass);
    if (inner < confidence) {
      return { rank, weight: interpolationWeight(n, rank, outer, inner, confidence) };
    }
    outer = inner;
  }
}

/** Not linear in the confidence: exact for the double exponential, close for all others tried. */
function interpolationWeight(
  n: number,
  rank: number,
  outer: number,
  inner: number,
  confidence: number,
): number {
  const part = Math.min(1, (outer - confidence) / (outer - inner));
  return ((n - rank) * part) / (rank + (n - 2 * rank) * part);
}

/** Exact at both ends, and never outside them. */
function blend(from: number, to: number, weight: number): number {
  return from === to ? from : from * (1 - weight) + to * weight;
}

function at(values: ArrayLike<number>, index: number): number {
  return values[index] ?? Number.NaN;
}
