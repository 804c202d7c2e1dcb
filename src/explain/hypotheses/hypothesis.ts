/** A hypothesis and its experiment. */

import { formatBytes } from '../../format.js';
import type { Interval } from '../../stats/types.js';
import { scale } from '../estimate.js';
import type { Controls, Curve, Finding, Measurement } from '../explanation.js';
import type { Lab } from '../lab/lab.js';
import { judge, nsPerCall } from '../lab/verdict.js';
import { THREAD_FULL_RESETS } from '../thread.js';

/** What an experiment yields; a string: why there can be none here. */
export interface Outcome {
  /** What the mechanism adds to the patch's saving, ns per full reset. */
  addsNsPerReset: Interval;
  /** Nearly every round was disturbed. */
  tooNoisy: boolean;
  controls: Controls;
  measurements?: Measurement[];
  curves?: Curve[];
  needs?: string;
  notes?: string[];
  /** Why it can decide nothing although it ran, as when a setting was not reached. */
  undecided?: string;
}

export interface Hypothesis {
  id: string;
  name: string;
  /** One sentence, true or false. */
  statement: string;
  /** What is compared, and the one thing that differs. */
  contrast: string;
  /** What the process takes at most meanwhile, where the usual is not enough. */
  memoryBytes?: number;
  experiment(lab: Lab): Promise<Outcome | string>;
}

/** µs per boot of something that every full reset has. */
export function microsecondsPerBoot(nsPerReset: Interval): Interval {
  return scale(nsPerReset, THREAD_FULL_RESETS / 1000);
}

export async function find(hypothesis: Hypothesis, lab: Lab): Promise<Finding> {
  const { id, name, statement, contrast } = hypothesis;
  const outcome = lackOfMemory(hypothesis, lab) ?? (await hypothesis.experiment(lab));
  const said = { id, name, statement, contrast };
  if (typeof outcome === 'string') {
    return {
      ...said,
      resultNsPerCall: null,
      microsecondsPerBoot: null,
      verdict: 'unresolved',
      reason: outcome,
      controls: null,
      measurements: [],
      curves: [],
      needs: null,
      notes: [],
    };
  }
  const perBoot = microsecondsPerBoot(outcome.addsNsPerReset);
  return {
    ...said,
    resultNsPerCall: nsPerCall(perBoot),
    microsecondsPerBoot: perBoot,
    ...judgeOutcome(outcome, perBoot),
    controls: outcome.controls,
    measurements: outcome.measurements ?? [],
    curves: outcome.curves ?? [],
    needs: outcome.needs ?? null,
    notes: outcome.notes ?? [],
  };
}

/** The kernel kills what takes too much, without a message. */
function lackOfMemory({ memoryBytes = 0 }: Hypothesis, { setting }: Lab): string | null {
  const { memoryLimitBytes } = setting;
  if (memoryLimitBytes === null || memoryBytes <= memoryLimitBytes) return null;
  const allowed = formatBytes(memoryLimitBytes);
  return `it takes ${formatBytes(memoryBytes)} of memory, the cgroup allows ${allowed}`;
}

function judgeOutcome(outcome: Outcome, perBoot: Interval) {
  const undecided = outcome.tooNoisy ? 'nearly every round was disturbed' : outcome.undecided;
  if (undecided !== undefined) return { verdict: 'unresolved' as const, reason: undecided };
  return judge(perBoot, outcome.controls);
}
