/** What the operating system did to a whole run. */

import { DISTURBANCES } from '../host/native-jobs.js';
import type { Sampled } from '../measure/types.js';

/** What a job tells of its rounds. */
export type JobHealth = Pick<Sampled, 'disturbances' | 'repeatedRegions' | 'wallNs' | 'busyNs'>;

export function countDisturbances(jobs: readonly JobHealth[]) {
  const flags = jobs.flatMap(({ disturbances }) => [...disturbances]);
  return {
    rounds: flags.length,
    setAside: flags.filter((flag) => flag !== 0).length,
    causes: Object.fromEntries(
      DISTURBANCES.map((name, bit) => [name, flags.filter((flag) => (flag >> bit) & 1).length]),
    ),
    repeatedRegions: sum(jobs.map(({ repeatedRegions }) => repeatedRegions)),
  };
}

/** Share of the jobs' wall time in timed or state-setting code. */
export function measuringShare(jobs: readonly JobHealth[]): number {
  const wallNs = sum(jobs.map((job) => job.wallNs));
  return wallNs > 0 ? sum(jobs.map(({ busyNs }) => busyNs)) / wallNs : 0;
}

/** Share of the cells' wall time that reading counters took. */
export function countingShare(jobs: readonly Pick<Sampled, 'wallNs' | 'counted'>[]): number {
  const wallNs = sum(jobs.map((job) => job.wallNs));
  const countingNs = sum(jobs.map(({ counted, wallNs: own }) => own * (counted?.timeShare ?? 0)));
  return wallNs > 0 ? countingNs / wallNs : 0;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
