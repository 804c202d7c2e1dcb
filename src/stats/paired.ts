/** Statistics of columns that were measured side by side, round by round. */

import { requireFiniteSample, requireNonNegative } from './checks.js';
import { batchForClock, batchMeans, spreadTies } from './coarse-clock.js';
import { autocorrelationTime, widenForDependence } from './dependence.js';
import { hodgesLehmann } from './hodges-lehmann.js';
import { medianInterval } from './median-interval.js';
import type { ConfidentInterval, Estimator } from './types.js';

export type EstimatorName = 'hodges-lehmann' | 'median';

/** The estimators by name; the first is the default, for the reasons given at `seriesInterval`. */
export const ESTIMATORS: Readonly<Record<EstimatorName, Estimator>> = {
  'hodges-lehmann': hodgesLehmann,
  median: medianInterval,
};

export interface SeriesOptions {
  /** Default 0.95; see `familyConfidence` for several comparisons. */
  confidence?: number;
  /** Default 'hodges-lehmann'. */
  estimator?: EstimatorName;
  /**
   * Smallest difference the clock can show, in the unit of the values: the clock's step, divided by
   * whatever the readings were divided by. Default 0: fine against the noise.
   */
  resolution?: number;
  /** True: trust that rounds are independent and do not widen the interval. Default false. */
  independent?: boolean;
}

export interface SeriesInterval extends ConfidentInterval {
  /** Values that went in. */
  rounds: number;
  /** Adjacent rounds that were averaged into one value because the clock is coarse; mostly 1. */
  batch: number;
  /** Values that count as one because neighbours resemble each other; 1 if they do not. */
  autocorrelationTime: number;
}

export interface PairedInterval extends SeriesInterval {
  /** Rounds in which both columns read exactly the same. Many: the clock is too coarse. */
  ties: number;
}

/**
 * baseline - other for every round: positive where `other` is faster.
 *
 * What both columns of a round share (frequency, drift, a slow neighbour) cancels here.
 *
 * @param baseline one value per round, in order of time
 * @param other the same rounds, the same unit
 * @throws RangeError if either is empty or not finite, or their lengths differ
 */
export function pairedDifferences(
  baseline: ArrayLike<number>,
  other: ArrayLike<number>,
): Float64Array {
  requireFiniteSample(baseline, 'baseline');
  requireFiniteSample(other, 'other');
  if (baseline.length !== other.length) {
    throw new RangeError(`baseline has ${baseline.length} rounds, other has ${other.length}`);
  }
  return Float64Array.from(baseline, (value, round) => value - (other[round] ?? Number.NaN));
}

/**
 * Estimate and interval of baseline - other.
 *
 * @param baseline one value per round, in order of time
 * @param other the same rounds, the same unit
 * @throws RangeError as `pairedDifferences` and `seriesInterval`
 */
export function pairedInterval(
  baseline: ArrayLike<number>,
  other: ArrayLike<number>,
  options: SeriesOptions = {},
): PairedInterval {
  const differences = pairedDifferences(baseline, other);
  let ties = 0;
  for (const difference of differences) if (difference === 0) ties++;
  return { ...seriesInterval(differences, options), ties };
}

/**
 * Estimate and interval of the centre of a series of rounds (differences, or one column).
 *
 * The default estimator is Hodges-Lehmann. Measured in test/stats: its 95 % interval covers 94 % to
 * 97 % of true values for normal, heavy-tailed, contaminated and skewed noise and for coarse
 * clocks. The median's does so too, less well for coarse clocks, and is a fifth wider on normal
 * noise; it is the narrower one where noise is very peaked or wild (Laplace, Cauchy). For
 * differences that are not symmetric the two estimate different centres.
 *
 * With a coarse clock the interval errs on the wide side while rounds are few (below 50, a 95 % one
 * covers up to 99 %), and where noise is small against the step an error of up to 2 % of a step
 * remains, which thousands of rounds do not remove.
 *
 * @param series one value per round, in order of time, not changed
 * @throws RangeError if `series` is empty or not finite, or an option is out of range
 */
export function seriesInterval(
  series: ArrayLike<number>,
  options: SeriesOptions = {},
): SeriesInterval {
  const { confidence = 0.95, estimator = 'hodges-lehmann', resolution = 0 } = options;
  requireFiniteSample(series, 'series');
  requireNonNegative(resolution, 'resolution');
  const batch = batchForClock(series, resolution);
  const values = batchMeans(series, batch);
  const time = options.independent === true ? 1 : autocorrelationTime(values);
  const interval = ESTIMATORS[estimator](spreadTies(values, resolution / batch), confidence);
  return {
    ...widenForDependence(interval, time),
    rounds: series.length,
    batch,
    autocorrelationTime: time,
  };
}
