/** What a strategy costs as compiled code and as code made at run time, in jobs that take turns. */

import type { NativeLayout, NativeStrategy } from '../../../../src/host/native.js';
import { medianInterval } from '../../../../src/stats/median-interval.js';
import { addon } from '../../support/addon.js';
import { bankRequest, ignore, tscHz } from '../../support/requests.js';
import { programsOfLayout } from './programs.js';

export interface Compared {
  strategy: string;
  /** Medians over the pairs of jobs, ns per reset with the harness. */
  compiledNs: number;
  madeNs: number;
  /** Median of the differences within pairs: made minus compiled. */
  differenceNs: number;
  /** The largest difference of the very same jobs' medians to the next ones of their kind. */
  noiseFloorNs: number;
}

export interface Place {
  layout: NativeLayout;
  state: string;
  retirement: string;
}

const median = (values: readonly number[]): number => medianInterval(values).estimate;

/** @param pairs of jobs, each of so many rounds */
export async function compareInTurns(
  { layout, state, retirement }: Place,
  strategies: readonly NativeStrategy[],
  pairs: number,
  rounds: number,
): Promise<Compared[]> {
  const compiled: number[][] = [];
  const made: number[][] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const job = { phase: layout.phase, state, retirement, rounds, seed: pair + 1, tscHz: tscHz() };
    const columns = strategies.map(({ name }) => name);
    const bank = bankRequest({ layout: layout.name, ...job, columns });
    const programs = programsOfLayout(layout, strategies, job);
    const turns = [
      async () => compiled.push(nsByColumn(await addon.startBank(bank, ignore).samples)),
      async () => made.push(nsByColumn(await addon.startPrograms(programs, ignore).samples)),
    ];
    // The first of a pair is not always of the same kind.
    for (const turn of pair % 2 === 0 ? turns : turns.reverse()) await turn();
  }
  return strategies.map(({ name }, column) => {
    const of = (jobs: readonly number[][]) => jobs.map((job) => job[column] ?? Number.NaN);
    const [one, other] = [of(compiled), of(made)];
    const steps = [one, other].flatMap((costs) =>
      costs.slice(1).map((cost, index) => Math.abs(cost - (costs[index] ?? cost))),
    );
    return {
      strategy: name,
      compiledNs: median(one),
      madeNs: median(other),
      differenceNs: median(other.map((cost, index) => cost - (one[index] ?? Number.NaN))),
      noiseFloorNs: Math.max(...steps),
    };
  });
}

/** Medians over a job's rounds, ns per reset. */
function nsByColumn(samples: { ticks: Float64Array; rounds: number; resetsPerRegion: number }) {
  const columns = samples.ticks.length / samples.rounds;
  return Array.from({ length: columns }, (_, column) => {
    const ticks = samples.ticks.filter((_, at) => at % columns === column);
    return (median([...ticks]) / samples.resetsPerRegion / tscHz()) * 1e9;
  });
}
