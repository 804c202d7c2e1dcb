/** What changed of one cost or saving. */

import { sortedMedian } from '../stats/median-interval.js';
import { shiftInterval, shiftOfIntervals } from '../stats/shift.js';
import type { ConfidentInterval, Interval } from '../stats/types.js';
import { drawsOf, type Entry } from './entries.js';
import type { Measure } from './schema.js';
import { type Bounds, judge } from './verdict.js';

/** Which of an entry's two numbers. */
export interface Quantity {
  of(entry: Entry): Interval;
  /** Null: only the interval is to be had. */
  series(entry: Entry): Float64Array | null;
  /** The sign of a change for the better. */
  better: 1 | -1;
}

export const COST: Quantity = { of: ({ cost }) => cost, series: ({ costs }) => costs, better: -1 };
export const SAVING: Quantity = {
  of: ({ saving }) => saving,
  series: ({ savings }) => savings,
  better: 1,
};

/** One place on both sides, an entry of every run that has it. */
export interface Pair {
  a: readonly Entry[];
  b: readonly Entry[];
  /** What per cent are of, in the unit of the place. */
  reference: number;
}

export interface Rules {
  thresholdPercent: number;
  betweenRunsPercent: number;
  /** That each interval of the comparison needs. */
  confidence: number;
}

export function compareQuantity(quantity: Quantity, pair: Pair, rules: Rules): Measure {
  const bounds = boundsOf(quantity, pair, rules);
  const common = {
    a: middle(pair.a, quantity),
    b: middle(pair.b, quantity),
    ...bounds,
    noiseFloor: noiseFloorOf(pair),
  };
  if (isOneMeasurement(pair)) {
    return { ...common, change: NOTHING, changePercent: 0, verdict: 'same', reason: null };
  }
  const change = changeOf(quantity, pair, rules.confidence);
  const { estimate, low, high } = change;
  return {
    ...common,
    change: { estimate, low, high },
    changePercent: pair.reference > 0 ? (100 * estimate) / pair.reference : 0,
    ...judge(change, rules.confidence, bounds, quantity.better),
  };
}

const NOTHING: Interval = { estimate: 0, low: 0, high: 0 };

/** The same file on both sides. */
function isOneMeasurement({ a: [a, ...others], b: [b, ...more] }: Pair): boolean {
  if (others.length + more.length > 0 || a === undefined || b === undefined) return false;
  const [ours, theirs] = [a.row.samples, b.row.samples];
  if (ours.length === 0 || ours.length !== theirs.length) return false;
  return ours.every((value, round) => value === theirs[round]);
}

function changeOf(quantity: Quantity, { a, b }: Pair, confidence: number): ConfidentInterval {
  const [before, after] = [a, b].map((entries) => entries.map(quantity.series));
  if (before?.every(isThere) && after?.every(isThere)) {
    return shiftInterval(before, after, confidence);
  }
  const reported = (entries: readonly Entry[]) =>
    entries.map((entry) => ({ interval: quantity.of(entry), values: drawsOf(entry) }));
  return shiftOfIntervals(reported(a), reported(b), confidence);
}

function isThere<T>(value: T | null): value is T {
  return value !== null;
}

function boundsOf(quantity: Quantity, pair: Pair, rules: Rules): Bounds {
  const betweenRunsMeasured = pair.a.length > 1 && pair.b.length > 1;
  const measured = Math.max(rangeOf(pair.a, quantity), rangeOf(pair.b, quantity));
  const allowed = (rules.betweenRunsPercent / 100) * pair.reference;
  return {
    threshold: (rules.thresholdPercent / 100) * pair.reference,
    noiseFloor: noiseFloorOf(pair) ?? 0,
    betweenRuns: betweenRunsMeasured ? measured : Math.max(measured, allowed),
    betweenRunsMeasured,
  };
}

/** The larger of all runs'. */
function noiseFloorOf({ a, b }: Pair): number | null {
  const floors = [...a, ...b].map(({ noiseFloor }) => noiseFloor).filter(isThere);
  return floors.length > 0 ? Math.max(...floors) : null;
}

function rangeOf(entries: readonly Entry[], quantity: Quantity): number {
  const estimates = entries.map((entry) => quantity.of(entry).estimate);
  return Math.max(...estimates) - Math.min(...estimates);
}

export function middle(entries: readonly Entry[], quantity: Quantity): number {
  return sortedMedian(entries.map((entry) => quantity.of(entry).estimate).sort((x, y) => x - y));
}
