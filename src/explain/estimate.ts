/** From samples to estimates: one record per strategy, still knowing nothing of how it will be shown. */

import type { BootSamples, CellSamples, ColumnPurpose, SampledColumn } from '../measure/types.js';
import { familyConfidence } from '../stats/family.js';
import { pairedInterval } from '../stats/paired.js';
import {
  drawMeans,
  type Spread,
  spreadOf,
  type UsableRounds,
  usableRounds,
} from '../stats/rounds.js';
import type { Interval } from '../stats/types.js';

const CONFIDENCE = 0.95;

export interface StrategyEstimate {
  strategy: string;
  /** Net of the control, within rounds: ns per reset or per boot. */
  netNs: Interval;
  /** Baseline minus strategy, within rounds. Zero for the baseline itself. */
  savingNs: Interval;
  /** The same at the confidence that lets all of the job's verdicts hold together at 95 %. */
  savingForVerdictNs: Interval;
  /** Of the job's columns, which one this is. */
  column: number;
  /** Net ns by round, to the picosecond: finer digits are the division's, not the clock's. */
  samples: number[];
}

export interface JobEstimate {
  strategies: StrategyEstimate[];
  /** Index of the control's column. */
  control: number;
  /** Baseline minus itself. */
  sameCode: Interval;
  rounds: UsableRounds;
  /** Of the baseline's net time. */
  spread: Spread;
}

const NOTHING: Interval = { estimate: 0, low: 0, high: 0 };

/** @throws RangeError if no round was completed */
export function estimateJob(job: CellSamples | BootSamples): JobEstimate {
  const baseline = only(job.columns, 'baseline');
  const control = only(job.columns, 'control');
  const rounds = usableRounds(job.disturbances);
  const proposals = job.columns.filter(
    ({ purpose }) => purpose === 'baseline' || purpose === 'strategy',
  );
  const together = familyConfidence(CONFIDENCE, Math.max(1, proposals.length - 1));
  const difference = (from: SampledColumn, to: SampledColumn, confidence = CONFIDENCE) => {
    const means = (column: SampledColumn) => drawMeans(column.ns, rounds.kept);
    const options = { confidence, resolution: job.resolutionNs };
    return pairedInterval(means(from), means(to), options);
  };
  const interval = (from: SampledColumn, to: SampledColumn): Interval => {
    const { estimate, low, high } = difference(from, to);
    return { estimate, low, high };
  };
  // Too few draws for the confidence: the range has less of it, so it decides nothing.
  const verdictInterval = (from: SampledColumn, to: SampledColumn): Interval => {
    const { estimate, low, high, confidence } = difference(from, to, together);
    const holds = confidence >= together - 1e-9;
    return { estimate, low: holds ? low : -Infinity, high: holds ? high : Infinity };
  };
  return {
    strategies: proposals.map((column) => ({
      strategy: column.strategy,
      column: job.columns.indexOf(column),
      netNs: interval(column, control),
      savingNs: column === baseline ? NOTHING : interval(baseline, column),
      savingForVerdictNs: column === baseline ? NOTHING : verdictInterval(baseline, column),
      samples: Array.from(column.ns, (ns, round) =>
        toPicoseconds(ns - (control.ns[round] ?? Number.NaN)),
      ),
    })),
    control: job.columns.indexOf(control),
    sameCode: interval(baseline, only(job.columns, 'again')),
    rounds,
    spread: spreadOf(net(baseline, control), rounds.kept),
  };
}

function net(column: SampledColumn, control: SampledColumn): Float64Array {
  return column.ns.map((ns, round) => ns - (control.ns[round] ?? Number.NaN));
}

function only(columns: readonly SampledColumn[], purpose: ColumnPurpose): SampledColumn {
  const found = columns.find((column) => column.purpose === purpose);
  if (found === undefined) throw new RangeError(`a job without a ${purpose} column`);
  return found;
}

export function toPicoseconds(ns: number): number {
  return Math.round(ns * 1000) / 1000;
}

export function scale({ estimate, low, high }: Interval, factor: number): Interval {
  return { estimate: estimate * factor, low: low * factor, high: high * factor };
}

/** How far from zero it may reach. */
export function reach({ low, high }: Interval): number {
  return Math.max(Math.abs(low), Math.abs(high));
}

export function excludesZero({ low, high }: Interval): boolean {
  return low > 0 || high < 0;
}

/** Zero is outside the interval, and the difference is larger than the same code shows against itself. */
export function isResolved(saving: Interval, noiseFloor: number): boolean {
  return excludesZero(saving) && Math.abs(saving.estimate) > noiseFloor;
}
