/** Everything that the comparison found, as --json prints it. */

import {
  type Comparison,
  median,
  type Sharpness,
  sharpness,
  type TurnSpread,
  turnSpread,
} from './compare.js';
import { CELL, comparisons } from './instruments.js';
import type { Cell, Measurement } from './types.js';

export interface Report {
  schema: 'kvm-mmu-bench/method/1';
  cell: Cell;
  cpuModel: string;
  compiler: string;
  seed: number;
  /** The harness, Google Benchmark, and what was varied. */
  measurements: Measurement[];
  comparisons: Comparison[];
  sharpness: Sharpness[];
  /** Median of the strategies' time ratios. */
  timeRatio: number;
  /** The harness, Google Benchmark. */
  betweenTurns: TurnSpread[];
}

export interface Circumstances {
  baseline: string;
  cpuModel: string;
  compiler: string;
  seed: number;
}

export function report(measurements: Measurement[], circumstances: Circumstances): Report {
  const [ours, google] = measurements;
  if (ours === undefined || google === undefined) throw new Error('nothing to compare');
  const { baseline, ...rest } = circumstances;
  const rows = sharpness(ours, google, baseline);
  return {
    schema: 'kvm-mmu-bench/method/1',
    cell: CELL,
    ...rest,
    measurements,
    comparisons: comparisons(measurements),
    sharpness: rows,
    timeRatio: median(rows.map(({ timeRatio }) => timeRatio)),
    betweenTurns: [ours, google].map((each) => turnSpread(each, baseline)),
  };
}
