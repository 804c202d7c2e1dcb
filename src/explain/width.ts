/** When an interval is narrow enough. */

import type { BootSamples, CellSamples } from '../measure/types.js';
import { halfWidth } from '../stats/sequential.js';
import { estimateJob, type JobEstimate } from './estimate.js';

/** Without a target of the user's: this share of what the baseline costs, but not below the least. */
const DEFAULT_TARGET_SHARE = 0.01;
const LEAST_DEFAULT_TARGET_NS = 0.05;

/**
 * The widest half interval of a job's savings, in units of the target.
 *
 * @param targetNs half width per full reset that is narrow enough; null: 1 % of the baseline
 * @param estimates of the job, where they are known already
 */
export function widthInTargets(
  job: CellSamples | BootSamples,
  targetNs: number | null,
  { strategies, sameCode }: JobEstimate = estimateJob(job),
): number {
  const widest = Math.max(
    halfWidth(sameCode),
    ...strategies.map(({ savingNs }) => halfWidth(savingNs)),
  );
  const resets = 'fullResets' in job ? Math.max(1, job.fullResets) : 1;
  const baselineNs = strategies[0]?.netNs.estimate ?? 0;
  const target =
    targetNs === null
      ? Math.max(LEAST_DEFAULT_TARGET_NS * resets, DEFAULT_TARGET_SHARE * baselineNs)
      : targetNs * resets;
  return widest / target;
}
