/** What changed between two sets of runs that share nothing: no rounds to pair, no placement. */

import { requireInteger, requireProbability } from './checks.js';
import { autocorrelationTime, widenForDependence } from './dependence.js';
import { normalQuantile } from './normal.js';
import { hodgesLehmannShift } from './two-sample.js';
import type { ConfidentInterval, Interval } from './types.js';

/**
 * Of a longer run every second value is used, or every third and so on: not the means of neighbours,
 * because those of skewed values have another centre, and another one for each number of them.
 * Where neighbours resemble each other, as in long runs they do, hardly anything is lost.
 */
const MOST_VALUES = 512;

/**
 * The shift from one set of runs to the other: of all their values, each side's runs put together.
 *
 * Knows what varies within runs, and nothing of what differs between them.
 *
 * @param from at least one run, its independent values in order of time; the unit passes through
 * @param to the same of the other side
 * @throws RangeError as `hodgesLehmannShift`
 */
export function shiftInterval(
  from: readonly Float64Array[],
  to: readonly Float64Array[],
  confidence: number,
): ConfidentInterval {
  const [before, after] = [joined(from), joined(to)];
  const interval = hodgesLehmannShift(before.values, after.values, confidence);
  return widenForDependence(interval, dependence(before, after));
}

interface Joined {
  values: Float64Array;
  /** How many of them count as one, see dependence.ts. */
  time: number;
}

function joined(runs: readonly Float64Array[]): Joined {
  const parts = runs.map(thinned);
  const values = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let end = 0;
  for (const part of parts) {
    values.set(part, end);
    end += part.length;
  }
  const times = parts.map((part) => autocorrelationTime(part) * part.length);
  return { values, time: times.reduce((sum, time) => sum + time, 0) / values.length };
}

function thinned(run: Float64Array): Float64Array {
  const stride = Math.ceil(run.length / MOST_VALUES);
  return stride === 1 ? run : run.filter((_, index) => index % stride === 0);
}

/** Each side's share of the variance of a difference grows by its own time. */
function dependence(before: Joined, after: Joined): number {
  const [m, n] = [before.values.length, after.values.length];
  return (before.time / m + after.time / n) / (1 / m + 1 / n);
}

/** An interval of its own run, and how many independent values it was made from. */
export interface Reported {
  interval: Interval;
  values: number;
}

/**
 * The same from reported intervals alone, where the values themselves cannot be used: the difference
 * of the mean estimates, its arms by square-and-add (Zou & Donner, Statist. Med. 27, 2008).
 *
 * To another confidence the arms grow as quantiles of Student's t do, which is less sure than ranks
 * are for values that are not normal.
 *
 * @param reportedConfidence that the given intervals have
 * @throws RangeError if a confidence is not in (0, 1), or an interval is of fewer than 2 values
 */
export function shiftOfIntervals(
  from: readonly Reported[],
  to: readonly Reported[],
  confidence: number,
  reportedConfidence = 0.95,
): ConfidentInterval {
  requireProbability(confidence, 'confidence');
  requireProbability(reportedConfidence, 'reportedConfidence');
  const grown = (runs: readonly Reported[]) =>
    meanOfIntervals(runs.map((run) => atConfidence(run, reportedConfidence, confidence)));
  const [before, after] = [grown(from), grown(to)];
  const estimate = after.estimate - before.estimate;
  return {
    estimate,
    low: estimate - Math.hypot(after.estimate - after.low, before.high - before.estimate),
    high: estimate + Math.hypot(after.high - after.estimate, before.estimate - before.low),
    confidence,
  };
}

function meanOfIntervals(runs: readonly Interval[]): Interval {
  const estimate = runs.reduce((sum, run) => sum + run.estimate, 0) / runs.length;
  const arm = (of: (run: Interval) => number) => Math.hypot(...runs.map(of)) / runs.length;
  return {
    estimate,
    low: estimate - arm((run) => run.estimate - run.low),
    high: estimate + arm((run) => run.high - run.estimate),
  };
}

function atConfidence({ interval, values }: Reported, has: number, wants: number): Interval {
  requireInteger(values, 'values', 2);
  const factor = studentQuantile(wants, values - 1) / studentQuantile(has, values - 1);
  const { estimate, low, high } = interval;
  return {
    estimate,
    low: estimate - (estimate - low) * factor,
    high: estimate + (high - estimate) * factor,
  };
}

/** Abramowitz & Stegun 26.7.5, two terms: ratios of it are good to a few per cent from five degrees on. */
function studentQuantile(confidence: number, freedom: number): number {
  const z = normalQuantile((1 + confidence) / 2);
  const first = (z ** 3 + z) / 4;
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  return z + first / freedom + second / freedom ** 2;
}
