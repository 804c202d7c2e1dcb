/** Axes that end at round numbers. */

import type { Interval } from '../../stats/types.js';

const ROUND_STEPS = [1, 2, 2.5, 5, 10];
const STEPS = 6;
/** Beyond these a file holds something other than measurements, and axes still have to end. */
const LARGEST = 1e300;
const SMALLEST = 1e-9;
/** Of the values' size: what is closer together is one value. */
const NARROWEST = 1e-6;

export interface AxisRange {
  min: number;
  max: number;
  /** Between two labels. */
  interval: number;
}

/** Covers both, in any order; what is not finite counts as 0. */
export function roundRange(least: number, most: number): AxisRange {
  const ends = [bounded(least), bounded(most)];
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const size = Math.max(Math.abs(low), Math.abs(high));
  const span = high / STEPS - low / STEPS;
  const interval = roundStep(span > NARROWEST * size ? span : (size || 1) / STEPS);
  const min = Math.floor(low / interval) * interval;
  const max = Math.ceil(high / interval) * interval;
  return { min, max: max > min ? max : min + interval, interval };
}

/** Of savings: from the worst loss to the largest of the rest, but no farther to the left than to the right. */
export function savingRange(intervals: readonly Interval[], claim: number): AxisRange {
  const ends = intervals.flatMap(({ estimate, low, high }) => [estimate, low, high]);
  const finite = ends.filter(Number.isFinite);
  const most = Math.max(claim * 1.1, ...finite);
  return roundRange(Math.max(-most, Math.min(0, ...finite)), most);
}

function bounded(value: number): number {
  if (!Number.isFinite(value) || Math.abs(value) < SMALLEST) return 0;
  return Math.max(-LARGEST, Math.min(LARGEST, value));
}

/** The next of 1, 2, 2.5, 5, 10, 20 … */
function roundStep(step: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(step));
  const factor = ROUND_STEPS.find((each) => each * magnitude >= step * (1 - 1e-9)) ?? 10;
  return factor * magnitude;
}
