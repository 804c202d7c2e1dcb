/** When a mechanism counts as a part of the answer. */

import { formatInterval, formatValue } from '../../format.js';
import type { Interval } from '../../stats/types.js';
import { reach } from '../estimate.js';
import type { Controls, Verdict } from '../explanation.js';
import {
  THREAD_CALLS,
  THREAD_FULL_RESETS,
  THREAD_SAVING_MICROSECONDS,
  THREAD_SAVING_NS_PER_FULL_RESET,
} from '../thread.js';

/** A mechanism that makes up less of the claim explains nothing of it. */
const MATTERING_SHARE = 0.1;
export const MATTERS_NS_PER_RESET = MATTERING_SHARE * THREAD_SAVING_NS_PER_FULL_RESET;
const MATTERS_MICROSECONDS = MATTERING_SHARE * THREAD_SAVING_MICROSECONDS;

export interface Judged {
  verdict: Verdict;
  reason: string;
}

/**
 * Both verdicts need the whole interval on one side, and farther away than the same code is from
 * itself; the rule knows nothing of the mechanism.
 */
export function judge(microsecondsPerBoot: Interval, controls: Controls): Judged {
  const { low, high } = microsecondsPerBoot;
  const floor = (reach(controls.negativeNsPerReset) * THREAD_FULL_RESETS) / 1000;
  const found = `${formatInterval(microsecondsPerBoot)} µs per boot`;
  const bar = `${formatValue(MATTERS_MICROSECONDS)} µs, a tenth of the claim`;
  if (!controls.passed) {
    return { verdict: 'unresolved', reason: `${found}, but the controls failed` };
  }
  if (low - floor >= MATTERS_MICROSECONDS) {
    return { verdict: 'supported', reason: `${found}: more than ${bar}` };
  }
  if (high + floor < MATTERS_MICROSECONDS) {
    return { verdict: 'refuted', reason: `${found}: less than ${bar}` };
  }
  const same = `the same code differs from itself by up to ${formatValue(floor)} µs`;
  return { verdict: 'unresolved', reason: `${found}: may be more or less than ${bar}; ${same}` };
}

export function nsPerCall(microsecondsPerBoot: Interval): Interval {
  const { estimate, low, high } = microsecondsPerBoot;
  const scale = 1000 / THREAD_CALLS;
  return { estimate: estimate * scale, low: low * scale, high: high * scale };
}
