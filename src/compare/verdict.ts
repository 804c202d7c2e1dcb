/** What may be said of a change. */

import type { ConfidentInterval } from '../stats/types.js';
import type { Verdict } from './schema.js';

/** In the unit of the change, none negative. */
export interface Bounds {
  threshold: number;
  /** Largest difference of the same code to itself within a run. */
  noiseFloor: number;
  /** Largest difference of the same code between two runs. */
  betweenRuns: number;
  /** False: nothing is known of it, and this much is allowed for it. */
  betweenRunsMeasured: boolean;
}

export interface Judged {
  verdict: Verdict;
  reason: string | null;
}

/**
 * Changed: the whole interval lies beyond all three bounds. Same: all of it lies within the threshold,
 * and so does what is known of the noise. Anything else is unresolved, with the reason.
 *
 * @param change B minus A
 * @param confidence what the interval must have to decide anything
 * @param better the sign of a change for the better
 */
export function judge(
  change: ConfidentInterval,
  confidence: number,
  bounds: Bounds,
  better: 1 | -1,
): Judged {
  if (change.confidence < confidence - 1e-9) {
    return unresolved('too few rounds for the confidence that so many comparisons need');
  }
  const near = Math.max(change.low, -change.high, 0);
  const far = Math.max(Math.abs(change.low), Math.abs(change.high));
  const stopping = largest(bounds);
  if (near > stopping.size) {
    return { verdict: change.estimate * better > 0 ? 'improved' : 'regressed', reason: null };
  }
  if (far > bounds.threshold) {
    return unresolved(
      near > 0 ? `not beyond ${stopping.name}` : 'the interval is wider than the threshold',
    );
  }
  // An allowance is no knowledge: the two runs do agree.
  const { noiseFloor, betweenRuns, betweenRunsMeasured } = bounds;
  if (noiseFloor > bounds.threshold) return unresolved('the noise floor is above the threshold');
  if (betweenRunsMeasured && betweenRuns > bounds.threshold) {
    return unresolved('runs of one side differ by more than the threshold');
  }
  return { verdict: 'same', reason: null };
}

function unresolved(reason: string): Judged {
  return { verdict: 'unresolved', reason };
}

function largest({ threshold, noiseFloor, betweenRuns, betweenRunsMeasured }: Bounds) {
  const named = [
    { name: 'the threshold', size: threshold },
    { name: 'the noise floor', size: noiseFloor },
    {
      name: betweenRunsMeasured
        ? 'what runs of one side differ by'
        : 'what two single runs may differ by',
      size: betweenRuns,
    },
  ];
  return named.reduce((most, each) => (each.size > most.size ? each : most));
}
