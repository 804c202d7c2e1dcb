/** The null distribution of the Mann-Whitney statistic. */

import { requireInteger } from './checks.js';
import { normalQuantile } from './normal.js';
import { depthWithin } from './signed-rank.js';

/** Largest product of both sizes whose distribution is computed exactly; above it the normal one is used. */
const MOST_EXACT_PAIRS = 900;

/**
 * The largest k with P(U < k) <= tail, for samples of m and n values without ties; 0 if not even
 * P(U = 0) fits.
 *
 * Then the k-th smallest and k-th largest of the m * n differences bound the shift between the two
 * with confidence 1 - 2 * tail or a little more (Hollander, Wolfe & Chicken, Nonparametric
 * Statistical Methods, section 4.3). Above 900 pairs the normal approximation is used, with
 * continuity correction; U has lighter tails than the normal distribution, so that errs on the wide
 * side.
 *
 * @throws RangeError if m or n is not a positive integer
 */
export function rankSumDepth(m: number, n: number, tail: number): number {
  requireInteger(m, 'm', 1);
  requireInteger(n, 'n', 1);
  return m * n <= MOST_EXACT_PAIRS
    ? depthWithin(knownDistribution(m, n), tail)
    : normalDepth(m, n, tail);
}

/** The confidence of smallest to largest difference as an interval for the shift: 1 - 2 / C(m+n, n). */
export function rangeConfidenceOfTwo(m: number, n: number): number {
  let orders = 1;
  for (let i = 1; i <= Math.min(m, n); i++) orders *= (Math.max(m, n) + i) / i;
  return 1 - 2 / orders;
}

function normalDepth(m: number, n: number, tail: number): number {
  const deviation = Math.sqrt((m * n * (m + n + 1)) / 12);
  return Math.max(0, Math.floor((m * n) / 2 + 0.5 + normalQuantile(tail) * deviation));
}

/** One per pair of sizes, 7 KiB each at most: all cells of a file ask for the same few. */
const distributions = new Map<string, Float64Array>();

function knownDistribution(m: number, n: number): Float64Array {
  const key = `${Math.min(m, n)} ${Math.max(m, n)}`;
  const known = distributions.get(key) ?? rankSumDistribution(m, n);
  distributions.set(key, known);
  return known;
}

/**
 * P(U = u) for u = 0 to m * n: every order of the m + n values is equally likely.
 *
 * By the last of them: it belongs to the first sample with probability m / (m + n), and then exceeds
 * all n of the other (Mann & Whitney, Ann. Math. Statist. 18, 1947).
 */
export function rankSumDistribution(m: number, n: number): Float64Array {
  // Of i values against 0 to n: `row[j]`.
  let row: Float64Array[] = Array.from({ length: n + 1 }, () => Float64Array.of(1));
  for (let i = 1; i <= m; i++) {
    const next: Float64Array[] = [Float64Array.of(1)];
    for (let j = 1; j <= n; j++) {
      next.push(lastValue(row[j], i / (i + j), j, next[j - 1], i * j));
    }
    row = next;
  }
  return row[n] ?? Float64Array.of(1);
}

/** Without the last value of the first sample, shifted by what that exceeded; or of the second. */
function lastValue(
  withoutFirst: Float64Array | undefined,
  share: number,
  shift: number,
  withoutSecond: Float64Array | undefined,
  largest: number,
): Float64Array {
  return Float64Array.from({ length: largest + 1 }, (_, u) => {
    const first = u >= shift ? (withoutFirst?.[u - shift] ?? 0) : 0;
    return share * first + (1 - share) * (withoutSecond?.[u] ?? 0);
  });
}
