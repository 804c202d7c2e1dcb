/** The baseline against itself, many times: how often does the instrument see what is not there? */

import { estimateJob, excludesZero, isResolved, reach } from '../explain/estimate.js';
import { append } from '../measure/append.js';
import type { CellSamples, Column } from '../measure/types.js';
import { type Lab, perform } from './lab.js';
import type { SameCodeTest } from './types.js';

/** Times the four states: more than two hundred comparisons. */
const JOBS_PER_STATE = 14;
const COMPARISONS_PER_JOB = 4;
const ROUNDS = 48;

export interface SameCodeResult {
  test: SameCodeTest;
  jobs: CellSamples[];
}

export async function testSameCode(lab: Lab, states: readonly string[]): Promise<SameCodeResult> {
  const { baseline, control } = lab.bench.registry;
  const columns: Column[] = [
    { strategy: baseline, purpose: 'baseline' },
    ...Array.from({ length: COMPARISONS_PER_JOB }, (): Column => {
      return { strategy: baseline, purpose: 'strategy' };
    }),
    { strategy: baseline, purpose: 'again' },
    { strategy: control, purpose: 'control' },
  ];
  const test: SameCodeTest = {
    comparisons: 0,
    significant: 0,
    excludingZero: 0,
    noiseFloorNs: {},
  };
  const jobs: CellSamples[] = [];
  const pooled = new Map<string, CellSamples>();
  for (let number = 0; number < JOBS_PER_STATE; number++) {
    for (const state of states) {
      const experiment = { state, retirement: 'drained', rounds: ROUNDS, columns, number };
      const job = await perform(lab, experiment);
      jobs.push(job);
      pooled.set(state, append(pooled.get(state) ?? null, job));
      count(job, test);
    }
  }
  for (const [state, job] of pooled) test.noiseFloorNs[state] = largestReach(job);
  return { test, jobs };
}

function count(job: CellSamples, test: SameCodeTest): void {
  const { strategies, sameCode, rounds } = estimateJob(job);
  for (const { savingNs, savingForVerdictNs } of strategies.slice(1)) {
    test.comparisons += 1;
    if (excludesZero(savingNs)) test.excludingZero += 1;
    if (!rounds.tooNoisy && isResolved(savingForVerdictNs, reach(sameCode))) test.significant += 1;
  }
}

/** The farthest that any of the same-code intervals of all the state's rounds together reaches. */
function largestReach(job: CellSamples): number {
  const { strategies, sameCode } = estimateJob(job);
  return Math.max(reach(sameCode), ...strategies.slice(1).map(({ savingNs }) => reach(savingNs)));
}
