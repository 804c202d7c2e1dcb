/**
 * When to stop sampling.
 *
 * Fixed-width rule (Chow & Robbins, Ann. Math. Statist. 36, 1965): go on until the interval is as
 * narrow as wanted. Only the width decides, never where the interval lies: stopping because it
 * just excluded zero would make a false difference as likely as patience allows. What is left is
 * that a sample which happens to look quiet stops early; a minimum number of rounds (Starr, Ann.
 * Math. Statist. 37, 1966) and looks at few, pre-set, geometrically spaced counts keep that small.
 * Measured with these defaults and `seriesInterval`, 8,000 runs each: the finally reported 95 %
 * interval covers 94.4 % to 96 %. Spending confidence on the looks (Lan & DeMets, Biometrika 70,
 * 1983) is for rules that stop on a verdict; here it would only make intervals too wide.
 */

import { requireInteger } from './checks.js';
import type { Interval } from './types.js';

export interface LookPlan {
  /** Rounds before the first look; 24 or more is what the coverage was measured for. */
  minimum: number;
  /** Rounds after which sampling stops however wide the interval is. */
  maximum: number;
  /** Each look comes at this many times the rounds of the one before. Default 1.5. */
  growth?: number;
  /** Looks come at multiples of this, so that Latin squares are complete. Default 1. */
  multiple?: number;
}

export const DEFAULT_MINIMUM_ROUNDS = 24;
const DEFAULT_GROWTH = 1.5;

/**
 * The number of rounds at the next look. It depends on the plan alone, not on any result.
 *
 * @param done rounds measured so far, 0 or more
 * @returns more than `done`, at most `plan.maximum`; null if the maximum is reached
 * @throws RangeError naming the argument that is out of range
 */
export function nextLook(done: number, plan: LookPlan): number | null {
  requireInteger(done, 'done', 0);
  requirePlan(plan);
  const { minimum, maximum, growth = DEFAULT_GROWTH, multiple = 1 } = plan;
  if (done >= maximum) return null;
  let look = roundUp(minimum, multiple);
  while (look <= done) look = roundUp(Math.max(look + 1, look * growth), multiple);
  return Math.min(look, maximum);
}

/** Half the distance between the ends of an interval. */
export function halfWidth(interval: Interval): number {
  return (interval.high - interval.low) / 2;
}

function requirePlan(plan: LookPlan): void {
  requireInteger(plan.minimum, 'plan.minimum', 1);
  requireInteger(plan.maximum, 'plan.maximum', plan.minimum);
  requireInteger(plan.multiple ?? 1, 'plan.multiple', 1);
  const growth = plan.growth ?? DEFAULT_GROWTH;
  if (!(growth > 1 && Number.isFinite(growth))) {
    throw new RangeError(`plan.growth is ${growth}, not a finite number above 1`);
  }
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
