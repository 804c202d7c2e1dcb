/**
 * Layouts against each other: not to be measured in one job, since each has a bank of its own, so
 * short jobs take turns, pass by pass, and a pass is one value. What wanders between jobs (physical
 * pages, clock, neighbours) is then within the intervals, not beside them.
 */

import { estimateJob, type JobEstimate, reach } from '../explain/estimate.js';
import type { Layout } from '../layout/types.js';
import { type Bench, runCell } from '../measure/job.js';
import type { CellPlan } from '../plan/types.js';
import type { MeasureCandidates, MeasuredCandidate, MeasuringOptions } from '../search/types.js';
import { latinOrder } from '../stats/latin-square.js';
import { seriesInterval } from '../stats/paired.js';
import { seededRandom } from '../stats/random.js';
import type { Interval } from '../stats/types.js';
import type { Setting } from './setting.js';

/** Twelve draws of placement: enough for a job's own estimate. */
const ROUNDS_PER_JOB = 24;
/** Fewer values give no interval of 99 %, as five verdicts at once take. */
const LEAST_PASSES = 12;
/** Then the orders come again. */
const ORDERS = 200;

/** Makes at least `LEAST_PASSES` passes, whatever the budget, unless aborted. */
export function layoutMeasurer({
  addon,
  registry,
  native,
}: Pick<Setting, 'addon' | 'registry' | 'native'>): MeasureCandidates {
  return async (layouts, options, { signal, onProgress }) => {
    const bench: Bench = {
      ...{ addon, registry, layouts },
      ...{ tscHz: native.tscHz, tscStepTicks: native.tscStepTicks, workloads: new Map() },
    };
    const passes = layouts.map((): JobEstimate[] => []);
    const order = latinOrder(layouts.length, ORDERS, seededRandom(options.seed));
    const startMs = performance.now();
    const share = () => (performance.now() - startMs) / 1000 / options.budgetSeconds;
    for (let pass = 0; pass < LEAST_PASSES || share() < 1; pass++) {
      if (signal.aborted) break;
      const first = (pass % ORDERS) * layouts.length;
      for (const index of order.subarray(first, first + layouts.length)) {
        const layout = layouts[index];
        if (layout === undefined || signal.aborted) continue;
        onProgress(Math.min(1, share(), pass / LEAST_PASSES), layout.name);
        const job = await runCell(
          cellOf(layout, registry.baseline, options),
          bench,
          {
            seed: options.seed + pass * layouts.length + index,
            ...{ cpu: options.cpu, rounds: ROUNDS_PER_JOB, leastRounds: ROUNDS_PER_JOB },
            budgetSeconds: 1,
          },
          { signal, onRound: () => {} },
        );
        const isWhole = job.rounds === ROUNDS_PER_JOB;
        if (isWhole && job.stateCheck.reached) passes[index]?.push(estimateJob(job));
      }
    }
    return passes.map((jobs) => measured(jobs, options.strategy));
  };
}

function cellOf(
  { name, phase }: Layout,
  baseline: string,
  { strategy, state, retirement }: MeasuringOptions,
): CellPlan {
  return {
    ...{ layout: name, phase, path: 'tdp', scope: 'writes', rules: null },
    ...{ guest: 'unpaged', calls: 'full', state, retirement },
    strategies: strategy === baseline ? [baseline] : [baseline, strategy],
    rounds: ROUNDS_PER_JOB,
  };
}

/** @throws Error where no job has reached its state */
function measured(jobs: readonly JobEstimate[], strategy: string): MeasuredCandidate {
  const usable = jobs.filter(({ rounds }) => !rounds.tooNoisy);
  const estimates = usable.flatMap((job) => {
    const [baseline] = job.strategies;
    const own = job.strategies.find((each) => each.strategy === strategy);
    return baseline && own ? [{ baseline, own, sameCode: job.sameCode }] : [];
  });
  if (estimates.length < 2) {
    throw new Error('no round was undisturbed and in its cache state: nothing can be told here');
  }
  const over = (read: (each: (typeof estimates)[number]) => number): Interval => {
    const { estimate, low, high } = seriesInterval(estimates.map(read));
    return { estimate, low, high };
  };
  return {
    baselineNsPerReset: over(({ baseline }) => baseline.netNs.estimate),
    strategyNsPerReset: over(({ own }) => own.netNs.estimate),
    savingNsPerReset: over(({ own }) => own.savingNs.estimate),
    noiseFloorNsPerReset: reach(over(({ sameCode }) => sameCode.estimate)),
    values: estimates.length,
  };
}
