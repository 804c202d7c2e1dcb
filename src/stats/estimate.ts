/** From samples to estimates: one record per strategy, still knowing nothing of how it will be shown. */

import type { BootSamples, CellSamples, ColumnPurpose, SampledColumn } from '../measure/types.js';
import { pairedInterval } from './paired.js';
import type { Interval } from './types.js';

export interface StrategyEstimate {
  strategy: string;
  rounds: number;
  /** Net of the control, within rounds: ns per reset or per boot. */
  netNs: Interval;
  /** Baseline minus strategy, within rounds. Zero for the baseline itself. */
  savingNs: Interval;
  /** Net ns by round, to the picosecond: finer digits are the division's, not the clock's. */
  samples: number[];
}

export interface JobEstimate {
  strategies: StrategyEstimate[];
  /** Baseline minus itself. */
  sameCode: Interval;
}

const NOTHING: Interval = { estimate: 0, low: 0, high: 0 };

/** @throws RangeError if no round was completed */
export function estimateJob(job: CellSamples | BootSamples): JobEstimate {
  const baseline = only(job.columns, 'baseline');
  const control = only(job.columns, 'control');
  const difference = (from: SampledColumn, to: SampledColumn): Interval => {
    const interval = pairedInterval(from.ns, to.ns, { resolution: job.resolutionNs });
    return { estimate: interval.estimate, low: interval.low, high: interval.high };
  };
  const proposals = job.columns.filter(
    ({ purpose }) => purpose === 'baseline' || purpose === 'strategy',
  );
  return {
    strategies: proposals.map((column) => ({
      strategy: column.strategy,
      rounds: job.rounds,
      netNs: difference(column, control),
      savingNs: column === baseline ? NOTHING : difference(baseline, column),
      samples: Array.from(column.ns, (ns, round) =>
        toPicoseconds(ns - (control.ns[round] ?? Number.NaN)),
      ),
    })),
    sameCode: difference(baseline, only(job.columns, 'again')),
  };
}

function toPicoseconds(ns: number): number {
  return Math.round(ns * 1000) / 1000;
}

function only(columns: readonly SampledColumn[], purpose: ColumnPurpose): SampledColumn {
  const found = columns.find((column) => column.purpose === purpose);
  if (found === undefined) throw new RangeError(`a job without a ${purpose} column`);
  return found;
}

export function scale({ estimate, low, high }: Interval, factor: number): Interval {
  return { estimate: estimate * factor, low: low * factor, high: high * factor };
}

/** How far from zero it may reach. */
export function reach({ low, high }: Interval): number {
  return Math.max(Math.abs(low), Math.abs(high));
}

/** Zero is outside the interval, and the difference is larger than the same code shows against itself. */
export function isResolved(saving: Interval, noiseFloor: number): boolean {
  const excludesZero = saving.low > 0 || saving.high < 0;
  return excludesZero && Math.abs(saving.estimate) > noiseFloor;
}
