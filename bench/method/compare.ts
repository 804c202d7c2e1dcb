/** Two measurements of the same strategies: do they agree, and how narrow is each for its time? */

import { sortedMedian } from '../../src/stats/median-interval.js';
import { normalQuantile } from '../../src/stats/normal.js';
import { halfWidth } from '../../src/stats/sequential.js';
import type { Interval } from '../../src/stats/types.js';
import type { Measurement, StrategyNs } from './types.js';

export const TOLERATED_PERCENT = 3;

const NORMAL_975 = normalQuantile(0.975);

/** `unresolved`: farther apart than tolerated, but the two intervals leave room for agreement. */
export type Verdict = 'agrees' | 'unresolved' | 'differs';

export interface Agreement {
  strategy: string;
  /** Of ns per reset: ours minus the other's, in per cent of the other's. */
  differencePercent: number;
  verdict: Verdict;
}

export interface Comparison {
  ours: string;
  other: string;
  /** What was changed against the comparison before. */
  changed: string;
  strategies: Agreement[];
}

export interface Sharpness {
  strategy: string;
  /** Of the 95 % interval of the saving, ns. */
  ourWidthNs: number;
  otherWidthNs: number;
  /** The same for one second of run time, if widths shrink with its root: ns times root of s. */
  ourWidthNsRootSecond: number;
  otherWidthNsRootSecond: number;
  /** How many times as long as we the other would have to run for the same width. */
  timeRatio: number;
}

/** Medians over the strategies, of their savings in ns. */
export interface TurnSpread {
  id: string;
  /** Standard deviation between the turns' own estimates. */
  observedSdNs: number;
  /** What it should be if the interval of all turns together told everything. */
  impliedSdNs: number;
}

/** Strategies that only one of them measured are left out. */
export function compare(ours: Measurement, other: Measurement, changed: string): Comparison {
  return {
    ours: ours.id,
    other: other.id,
    changed,
    strategies: pairs(ours, other).map(([one, two]) => ({
      strategy: one.strategy,
      ...agreement(one.nsPerReset, two.nsPerReset),
    })),
  };
}

function agreement(ours: Interval, other: Interval): Omit<Agreement, 'strategy'> {
  const difference = ours.estimate - other.estimate;
  const tolerated = (Math.abs(other.estimate) * TOLERATED_PERCENT) / 100;
  // Both estimates vary, and independently.
  const uncertain = Math.hypot(halfWidth(ours), halfWidth(other));
  return {
    differencePercent: (100 * difference) / other.estimate,
    verdict: verdictOf(Math.abs(difference) - tolerated, uncertain),
  };
}

function verdictOf(excess: number, uncertain: number): Verdict {
  if (excess <= 0) return 'agrees';
  return excess <= uncertain ? 'unresolved' : 'differs';
}

/** The baseline has no saving, and so no row. */
export function sharpness(ours: Measurement, other: Measurement, baseline: string): Sharpness[] {
  return pairs(ours, other)
    .filter(([{ strategy }]) => strategy !== baseline)
    .map(([one, two]) => {
      const ourWidthNs = 2 * halfWidth(one.savingNsPerReset);
      const otherWidthNs = 2 * halfWidth(two.savingNsPerReset);
      const ourWidthNsRootSecond = ourWidthNs * Math.sqrt(ours.seconds);
      const otherWidthNsRootSecond = otherWidthNs * Math.sqrt(other.seconds);
      return {
        strategy: one.strategy,
        ourWidthNs,
        otherWidthNs,
        ourWidthNsRootSecond,
        otherWidthNsRootSecond,
        timeRatio: (otherWidthNsRootSecond / ourWidthNsRootSecond) ** 2,
      };
    });
}

/** Whether intervals are as wide as they should be shows between turns: they never saw each other. */
export function turnSpread({ id, strategies }: Measurement, baseline: string): TurnSpread {
  const proposals = strategies.filter(({ strategy }) => strategy !== baseline);
  return {
    id,
    observedSdNs: median(proposals.map(({ savingByTurnNs }) => standardDeviation(savingByTurnNs))),
    impliedSdNs: median(
      proposals.map(
        ({ savingNsPerReset, savingByTurnNs }) =>
          (halfWidth(savingNsPerReset) / NORMAL_975) * Math.sqrt(savingByTurnNs.length),
      ),
    ),
  };
}

export function median(values: readonly number[]): number {
  return sortedMedian(values.toSorted((one, other) => one - other));
}

function standardDeviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

function pairs(ours: Measurement, other: Measurement): [StrategyNs, StrategyNs][] {
  return ours.strategies.flatMap((one): [StrategyNs, StrategyNs][] => {
    const two = other.strategies.find(({ strategy }) => strategy === one.strategy);
    return two === undefined ? [] : [[one, two]];
  });
}
