/**
 * What to do when the clock's step is not small against the noise.
 *
 * A time stamp counter that advances by 26 ticks at once makes differences that are multiples of
 * 26. Rank statistics of such values stick to the multiples: an interval for the median comes out
 * as [26, 26], as narrow as can be, around a true difference of 20. If timed regions start at a
 * random phase of the clock, the information is there, in how often each multiple occurs (this is
 * dither, see Widrow & Kollár, Quantization Noise, 2008). Two remedies bring it out:
 * tied values are spread over the step they stand for, as the textbook median of grouped data
 * does, and adjacent rounds are averaged, which makes steps smaller and the noise smoother.
 *
 * Neither helps if regions start at the same phase each time: then the error is up to one step and
 * no statistic can see it. The measuring code has to delay each start by a random part of a step.
 */

import { ascending, requireFiniteSample, requireInteger, requireNonNegative } from './checks.js';

/** Rounds averaged into one value where the clock is coarse, if there are enough rounds. */
const COARSE_BATCH = 4;

/** Batches must stay this many: below it an interval pays more for fewer values than it gains. */
const LEAST_BATCHES = 24;

/** Values closer than this part of a step are the same reading, apart from rounding. */
const TIE_TOLERANCE = 1e-6;

/**
 * Replaces m tied values by m values evenly spread over one step around them.
 *
 * @param values any order, not changed
 * @param step of the clock, in the unit of the values; 0 leaves the values as they are
 * @returns the values in ascending order; each at most half a step from where it was
 * @throws RangeError if `values` is empty or not finite, or `step` is negative or not finite
 */
export function spreadTies(values: ArrayLike<number>, step: number): Float64Array {
  requireFiniteSample(values, 'values');
  requireNonNegative(step, 'step');
  const sorted = ascending(values);
  if (step === 0) return sorted;
  for (let start = 0; start < sorted.length; ) {
    const reading = sorted[start] ?? 0;
    let end = start + 1;
    while ((sorted[end] ?? Number.POSITIVE_INFINITY) - reading <= step * TIE_TOLERANCE) end++;
    const tied = end - start;
    for (let i = start; i < end; i++) {
      sorted[i] = reading + step * ((i - start + 0.5) / tied - 0.5);
    }
    start = end;
  }
  // The spread of neighbouring readings can overlap where a step is not a whole number of ticks.
  return sorted.sort();
}

/**
 * How many adjacent rounds to average: more than 1 only where the middle half of the differences
 * spans less than 1.5 steps, and never so many that fewer than 24 batches remain.
 *
 * Not done where the clock is fine, because an average lets one disturbed round spoil its batch.
 *
 * @param differences one per round
 * @param step of the clock, in the unit of the differences; 0 if it is fine
 * @throws RangeError as `spreadTies`
 */
export function batchForClock(differences: ArrayLike<number>, step: number): number {
  requireFiniteSample(differences, 'differences');
  const spread = spreadTies(differences, step);
  const n = spread.length;
  const lower = spread[Math.floor(n / 4)] ?? 0;
  const upper = spread[Math.floor((3 * n) / 4)] ?? 0;
  if (upper - lower >= 1.5 * step) return 1;
  return Math.max(1, Math.min(COARSE_BATCH, Math.floor(n / LEAST_BATCHES)));
}

/**
 * Means of adjacent values (non-overlapping batch means, Schmeiser, Oper. Res. 30, 1982).
 *
 * A remainder makes some batches one value larger; no value is dropped.
 *
 * @param series in order of time, not changed
 * @param size values per batch, 1 to the length of the series
 * @returns floor(length / size) means
 * @throws RangeError if `series` is empty or not finite, or `size` is out of range
 */
export function batchMeans(series: ArrayLike<number>, size: number): Float64Array {
  requireFiniteSample(series, 'series');
  requireInteger(size, 'size', 1, series.length);
  const batches = Math.floor(series.length / size);
  return Float64Array.from({ length: batches }, (_, batch) => {
    const start = Math.floor((batch * series.length) / batches);
    const end = Math.floor(((batch + 1) * series.length) / batches);
    let sum = 0;
    for (let i = start; i < end; i++) sum += series[i] ?? 0;
    return sum / (end - start);
  });
}
