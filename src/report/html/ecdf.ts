/** Empirical distribution functions, thinned for drawing. */

import type { Point } from './drawing.js';

/** Where a straight line between equal steps would hide that a few values lie far off. */
const TAILS = [0.001, 0.004, 0.01];

/** The smallest value that at least this share of the sample does not exceed. @param sorted ascending, not empty */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const rank = Math.min(sorted.length, Math.max(1, Math.ceil(share * sorted.length)));
  return sorted[rank - 1] ?? Number.NaN;
}

/**
 * The curve from `min` to `max`: values as x, shares (0..1) as y. Up to `most` values are steps;
 * of more, straight lines join about so many, and the curve is nowhere farther from the truth than
 * 1/most and a value.
 *
 * @param sorted ascending, not empty
 */
export function ecdfCurve(
  sorted: ArrayLike<number>,
  { min, max }: { min: number; max: number },
  most: number,
): Point[] {
  const corners = sorted.length > most ? joined(sorted, most) : steps(sorted);
  const below = corners.findLast(({ x }) => x < min)?.y ?? 0;
  const upTo = corners.findLast(({ x }) => x <= max)?.y ?? 0;
  return [
    { x: min, y: below },
    ...corners.filter(({ x }) => x >= min && x <= max),
    { x: max, y: upTo },
  ];
}

function steps(sorted: ArrayLike<number>): Point[] {
  return Array.from(sorted).flatMap((x, index) => [
    { x, y: index / sorted.length },
    { x, y: (index + 1) / sorted.length },
  ]);
}

/** The least value, and those at equal steps of the share and in the tails, at their true places. */
function joined(sorted: ArrayLike<number>, most: number): Point[] {
  const equal = Array.from({ length: most }, (_, step) => (step + 1) / most);
  const shares = [...TAILS, ...equal, ...TAILS.map((tail) => 1 - tail)];
  const ranks = new Set(shares.map((share) => Math.round(share * sorted.length)));
  return [0, ...[...ranks].sort((one, other) => one - other)].map((rank) => ({
    x: sorted[Math.max(0, rank - 1)] ?? Number.NaN,
    y: rank / sorted.length,
  }));
}
