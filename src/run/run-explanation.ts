/** Explanations on this machine, as results. */

import { countDisturbances, type JobHealth, measuringShare } from '../explain/disturbances.js';
import { type Explained, explain, jobsOf } from '../explain/explain.js';
import { Lab } from '../explain/lab/lab.js';
import type { Watch } from '../measure/measure.js';
import { DEFAULT_WORKLOAD } from '../plan/plan.js';
import type { Plan } from '../plan/types.js';
import type { Result } from '../report/result.js';
import { usableRounds } from '../stats/rounds.js';
import { emptyResult } from './empty-result.js';
import type { ExplainRequest } from './explain-options.js';
import type { ResultFile } from './result-file.js';
import type { Setting } from './setting.js';

export interface ExplainContext extends Setting, Watch {
  /** What was asked for, for the record. */
  command: string;
  /** Gets checkpoints. */
  file?: ResultFile | null;
}

/** @returns what was found; if aborted, what was until then, and `complete` is false */
export async function runExplanation(
  request: ExplainRequest,
  context: ExplainContext,
): Promise<Result> {
  const { file = null, command } = context;
  const start = performance.now();
  const empty = emptyResult(planOf(request), context, command);
  const resultOf = ({ explanation, complete, jobs }: Explained): Result => ({
    ...empty,
    date: new Date().toISOString(),
    warnings: [...empty.warnings, ...disturbedWarning(jobs)],
    ...explanation,
    complete,
    disturbances: countDisturbances(jobs),
    measuringShare: measuringShare(jobs),
    wallSeconds: (performance.now() - start) / 1000,
  });
  const explained = await explainHere(request, context, context, (soFar) =>
    file?.offer(() => ({ result: resultOf(soFar()), interrupted: null })),
  );
  return resultOf(explained);
}

export function explainHere(
  { plan, effort, place }: ExplainRequest,
  { addon, registry, native, host }: Setting,
  { signal, onProgress }: Watch,
  onStep?: (soFar: () => Explained) => void,
): Promise<Explained> {
  const jobs = jobsOf(plan, effort);
  let done = 0;
  const lab = new Lab({
    addon,
    registry,
    means: addon.labMeans(),
    tscHz: native.tscHz,
    tscStepTicks: native.tscStepTicks,
    coreHz: native.coreHz,
    memoryLimitBytes: host.memoryLimitBytes ?? null,
    ...place,
    effort,
    signal,
    onProgress: (label, finished) => {
      done += finished;
      // How many jobs there will be is an estimate.
      onProgress(Math.min(1, done / jobs), label);
    },
  });
  return explain(lab, plan, onStep);
}

function disturbedWarning(jobs: readonly JobHealth[]): string[] {
  const noisy = jobs.filter(({ disturbances }) => usableRounds(disturbances).tooNoisy).length;
  if (noisy === 0) return [];
  return [
    `too noisy: ${noisy} of ${jobs.length} experiments were disturbed in nearly every round, so their ` +
      'numbers decide nothing; stop what competes for the CPU, or give --cpu another',
  ];
}

/** What a result says of how it came about. */
function planOf({ place: { cpu, seed }, effort }: ExplainRequest): Plan {
  return {
    seed,
    cpu,
    budgetSeconds: effort.secondsPerJob,
    targetCiNs: null,
    workload: DEFAULT_WORKLOAD,
    layouts: [],
    cells: [],
    boots: [],
    skipped: [],
    counters: [],
    uncounted: [],
  };
}
