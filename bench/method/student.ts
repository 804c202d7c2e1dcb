/** Intervals for independent samples, which repetitions are: there are no rounds to pair them by. */

import { requireFiniteSample } from '../../src/stats/checks.js';
import { hodgesLehmann } from '../../src/stats/hodges-lehmann.js';
import { normalQuantile } from '../../src/stats/normal.js';
import { halfWidth } from '../../src/stats/sequential.js';
import type { Interval } from '../../src/stats/types.js';

const CONFIDENCE = 0.95;
const LEAST_VALUES = 4;

export type Centre = 'mean' | 'hodges-lehmann';

interface Statistics {
  interval(values: readonly number[]): Interval;
  difference(from: readonly number[], to: readonly number[]): Interval;
}

/**
 * The mean is what Google Benchmark reports, with Student's t and Welch's difference as the textbooks
 * have them; the other is the harness's, which a few disturbed repetitions do not move.
 */
export const CENTRES: Readonly<Record<Centre, Statistics>> = {
  mean: { interval: meanInterval, difference: differenceInterval },
  'hodges-lehmann': { interval: robustInterval, difference: robustDifference },
};

function robustInterval(values: readonly number[]): Interval {
  const { estimate, low, high } = hodgesLehmann(values);
  return { estimate, low, high };
}

/** Of the two centres; their half intervals add up as errors do. */
function robustDifference(from: readonly number[], to: readonly number[]): Interval {
  const [first, second] = [robustInterval(from), robustInterval(to)];
  const estimate = first.estimate - second.estimate;
  const half = Math.hypot(halfWidth(first), halfWidth(second));
  return { estimate, low: estimate - half, high: estimate + half };
}

/** Mean of a sample, its 95 % interval from the standard deviation. */
export function meanInterval(values: readonly number[]): Interval {
  return meansInterval([{ values, weight: 1 }]);
}

/** Mean of one sample minus that of the other; they may differ in size and spread (Welch 1947). */
export function differenceInterval(from: readonly number[], to: readonly number[]): Interval {
  return meansInterval([
    { values: from, weight: 1 },
    { values: to, weight: -1 },
  ]);
}

function meansInterval(samples: readonly { values: readonly number[]; weight: 1 | -1 }[]) {
  const parts = samples.map(({ values, weight }) => ({ ...momentsOf(values), weight }));
  const estimate = parts.reduce((sum, { mean, weight }) => sum + weight * mean, 0);
  const variance = parts.reduce((sum, part) => sum + part.squaredError, 0);
  // Welch-Satterthwaite; of a single sample these are its own degrees of freedom.
  const freedom =
    variance ** 2 / parts.reduce((sum, part) => sum + part.squaredError ** 2 / part.freedom, 0);
  const half = variance === 0 ? 0 : studentQuantile(CONFIDENCE, freedom) * Math.sqrt(variance);
  return { estimate, low: estimate - half, high: estimate + half };
}

function momentsOf(values: readonly number[]) {
  requireFiniteSample(values, 'values');
  const n = values.length;
  if (n < LEAST_VALUES) throw new RangeError(`${n} values, fewer than ${LEAST_VALUES}`);
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, freedom: n - 1, squaredError: squares / (n - 1) / n };
}

/**
 * The t with P(|T| <= t) = confidence: Abramowitz & Stegun 26.7.5, off by 0.2 % at worst from three
 * degrees of freedom on.
 */
export function studentQuantile(confidence: number, freedom: number): number {
  if (!(freedom >= 3)) throw new RangeError(`${freedom} degrees of freedom, fewer than 3`);
  const z = normalQuantile((1 + confidence) / 2);
  const corrections = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92_160,
  ];
  return corrections.reduce((sum, each, index) => sum + each / freedom ** (index + 1), z);
}
