/** Where the self-test's experiments run: one layout, the baseline, any columns. */

import { type Bench, runCell } from '../measure/job.js';
import type { CellSamples, Column } from '../measure/types.js';
import type { CellPlan } from '../plan/types.js';
import { pairedInterval } from '../stats/paired.js';
import { drawMeans, usableRounds } from '../stats/rounds.js';
import type { Interval } from '../stats/types.js';

export interface Lab {
  bench: Bench;
  /** Of the layout whose resets are used; any would do. */
  layout: string;
  phase: number;
  rules: string;
  cpu: number;
  seed: number;
  signal: AbortSignal;
  onProgress(label: string): void;
}

export interface Experiment {
  state: string;
  retirement: string;
  rounds: number;
  columns: readonly (Column & { injectedCycles?: number })[];
  /** Distinguishes repetitions. */
  number: number;
}

/** An experiment of the self-test takes what it takes; this only keeps a hung host from hanging us. */
const LONGEST_SECONDS = 20;

export async function perform(lab: Lab, experiment: Experiment): Promise<CellSamples> {
  lab.signal.throwIfAborted();
  const { state, retirement, rounds, columns, number } = experiment;
  const plan: CellPlan = {
    layout: lab.layout,
    phase: lab.phase,
    path: 'tdp',
    scope: 'writes',
    rules: lab.rules,
    calls: 'full',
    guest: 'unpaged',
    state,
    retirement,
    strategies: [...new Set(columns.map(({ strategy }) => strategy))],
    rounds,
  };
  const limits = {
    seed: lab.seed + number,
    cpu: lab.cpu,
    rounds,
    leastRounds: rounds,
    budgetSeconds: LONGEST_SECONDS,
  };
  const onRound = () => lab.onProgress(`${state} ${retirement}`);
  const samples = await runCell(plan, lab.bench, limits, { signal: lab.signal, onRound }, columns);
  lab.signal.throwIfAborted();
  return samples;
}

/** The second columns' mean minus the first ones', ns per reset. */
export function extraCost(
  samples: CellSamples,
  first: readonly number[],
  second: readonly number[],
): Interval {
  const { kept } = usableRounds(samples.disturbances);
  const means = (columns: readonly number[]) => drawMeans(meanOf(samples, columns), kept);
  const { estimate, low, high } = pairedInterval(means(second), means(first), {
    resolution: samples.resolutionNs,
  });
  return { estimate, low, high };
}

function meanOf(samples: CellSamples, columns: readonly number[]): Float64Array {
  return Float64Array.from({ length: samples.rounds }, (_, round) => {
    const values = columns.map((column) => samples.columns[column]?.ns[round] ?? Number.NaN);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  });
}
