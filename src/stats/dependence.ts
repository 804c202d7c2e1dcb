/**
 * Rounds that resemble their neighbours tell less than independent ones, and an interval that does
 * not know this is too narrow: with a correlation of 0.4 between neighbours "95 %" covers 80 %.
 */

import { requireFiniteSample } from './checks.js';
import { centredRanks } from './ranks.js';
import type { ConfidentInterval } from './types.js';

/** Drift correlates any two rounds; beyond this many lags it costs time and tells nothing new. */
const MOST_LAGS = 2000;

/** Below this many values the correlation is not worth estimating. */
const LEAST_VALUES = 8;

/**
 * The integrated autocorrelation time of a series: how many rounds count as one. At least 1.
 *
 * Sum of the autocorrelations by the initial monotone sequence of Geyer ("Practical Markov Chain
 * Monte Carlo", Statist. Sci. 7, 1992), of the ranks, so outliers do not hide a correlation.
 * If neighbours correlate less than one standard error above zero (1 / sqrt(n) for independent
 * values) the time is 1: chance alone would otherwise widen the intervals of independent rounds.
 * Negative correlation, which balanced orders cause, never makes it less than 1: that keeps
 * intervals on the safe side. For fewer than 8 values and for constant ones it is 1.
 *
 * Limits: a memory that is long against the series cannot be seen in it; `drift.ts` warns of that.
 *
 * @param series in order of time, not changed
 * @throws RangeError if `series` is empty or not finite
 */
export function autocorrelationTime(series: ArrayLike<number>): number {
  requireFiniteSample(series, 'series');
  if (series.length < LEAST_VALUES) return 1;
  const scores = centredRanks(series);
  const variance = lagProduct(scores, 0);
  // Also true of a constant series, whose variance is 0.
  if (lagProduct(scores, 1) <= variance / Math.sqrt(series.length)) return 1;
  let time = -1;
  let previous = Number.POSITIVE_INFINITY;
  for (let lag = 0; lag + 1 < Math.min(series.length, MOST_LAGS); lag += 2) {
    const pair = (lagProduct(scores, lag) + lagProduct(scores, lag + 1)) / variance;
    if (pair <= 0) break;
    previous = Math.min(previous, pair);
    time += 2 * previous;
  }
  return Math.max(1, time);
}

/** The interval for values that count `time` to one: each side longer by the square root. */
export function widenForDependence(interval: ConfidentInterval, time: number): ConfidentInterval {
  if (time === 1) return interval;
  const factor = Math.sqrt(time);
  const { estimate, low, high } = interval;
  return {
    ...interval,
    low: estimate - (estimate - low) * factor,
    high: estimate + (high - estimate) * factor,
  };
}

function lagProduct(scores: Float64Array, lag: number): number {
  let sum = 0;
  for (let i = lag; i < scores.length; i++) sum += (scores[i] ?? 0) * (scores[i - lag] ?? 0);
  return sum;
}
