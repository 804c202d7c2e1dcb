/** The null distribution of Wilcoxon's signed-rank statistic. */

import { requireInteger } from './checks.js';
import { normalQuantile } from './normal.js';

/** Largest sample whose distribution is computed exactly; above it the normal one is used. */
export const EXACT_SIGNED_RANK_LIMIT = 60;

/**
 * The largest k with P(W < k) <= tail, for n values without ties; 0 if not even P(W = 0) fits.
 *
 * Then the k-th smallest and k-th largest Walsh averages bound the centre with confidence
 * 1 - 2 * tail or a little more (Hollander, Wolfe & Chicken, Nonparametric Statistical Methods,
 * section 3.3). Above `EXACT_SIGNED_RANK_LIMIT` values the normal approximation is used, with
 * continuity correction.
 *
 * @throws RangeError if n is not a positive integer
 */
export function signedRankDepth(n: number, tail: number): number {
  requireInteger(n, 'n', 1);
  return n <= EXACT_SIGNED_RANK_LIMIT
    ? depthWithin(knownDistribution(n), tail)
    : normalDepth(n, tail);
}

/** The largest k with P(W < k) <= tail, for P(W = w) by w. */
export function depthWithin(mass: Float64Array, tail: number): number {
  let below = 0;
  let depth = 0;
  // A tolerance for the last digit: 2 * 2^-6 must count as 0.03125, not a little more.
  while (below + (mass[depth] ?? 1) <= tail * (1 + 1e-12)) {
    below += mass[depth] ?? 1;
    depth++;
  }
  return depth;
}

function normalDepth(n: number, tail: number): number {
  const mean = (n * (n + 1)) / 4;
  const deviation = Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24);
  return Math.max(0, Math.floor(mean + 0.5 + normalQuantile(tail) * deviation));
}

/** One per n up to the limit, 300 KiB in all: they take O(n^3) steps and are asked for often. */
const distributions = new Map<number, Float64Array>();

function knownDistribution(n: number): Float64Array {
  const known = distributions.get(n) ?? signedRankDistribution(n);
  distributions.set(n, known);
  return known;
}

/** P(W = w) for w = 0 to n(n+1)/2: each rank 1 to n counts with probability 1/2. */
export function signedRankDistribution(n: number): Float64Array {
  const mass = new Float64Array((n * (n + 1)) / 2 + 1);
  mass[0] = 1;
  let reached = 0;
  for (let rank = 1; rank <= n; rank++) {
    reached += rank;
    // Downwards, so that `sum - rank` is still the value from before this rank.
    for (let sum = reached; sum >= 0; sum--) {
      const without = mass[sum] ?? 0;
      const withIt = sum >= rank ? (mass[sum - rank] ?? 0) : 0;
      mass[sum] = (without + withIt) / 2;
    }
  }
  return mass;
}
