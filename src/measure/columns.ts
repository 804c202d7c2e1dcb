/** Columns of a job: every strategy once, the baseline once more, and the control. */

import type { JobRequest, JobSamples } from '../host/native-jobs.js';
import { latinOrder } from '../stats/latin-square.js';
import { seededRandom } from '../stats/random.js';
import type { Column, SampledColumn } from './types.js';

export interface Controls {
  baseline: string;
  control: string;
}

export function columnsOf(
  strategies: readonly string[],
  { baseline, control }: Controls,
): Column[] {
  const others = strategies.filter((strategy) => strategy !== baseline);
  return [
    { strategy: baseline, purpose: 'baseline' },
    ...others.map((strategy): Column => ({ strategy, purpose: 'strategy' })),
    { strategy: baseline, purpose: 'again' },
    { strategy: control, purpose: 'control' },
  ];
}

/** The part of a request that says what runs when. */
export function schedule(
  columns: readonly Column[],
  rounds: number,
  seed: number,
): Pick<JobRequest, 'columns' | 'rounds' | 'order' | 'seed'> {
  return {
    columns: columns.map(({ strategy }) => strategy),
    rounds,
    order: latinOrder(columns.length, rounds, seededRandom(seed)),
    seed,
  };
}

/** Splits a job's ticks, by [round][column], into ns by column; `unitsPerRegion` resets or boots a region. */
export function splitColumns(
  columns: readonly Column[],
  samples: JobSamples,
  tscHz: number,
  unitsPerRegion: number,
): SampledColumn[] {
  const nsPerTick = 1e9 / tscHz / unitsPerRegion;
  return columns.map((column, index) => ({
    ...column,
    ns: Float64Array.from(
      { length: samples.rounds },
      (_, round) => (samples.ticks[round * columns.length + index] ?? Number.NaN) * nsPerTick,
    ),
  }));
}
