/** The noise floor: the largest |difference| that the same code against itself shows in this run. */

import type { Scope } from '../host/native-subject.js';
import type { Interval } from '../stats/types.js';
import { reach } from './estimate.js';

export interface SameCodeComparison {
  scope: Scope;
  state: string;
  retirement: string;
  /** Baseline minus itself, ns per reset. */
  sameCode: Interval;
}

export interface NoiseFloorEstimate {
  scope: Scope;
  state: string;
  retirement: string;
  nsPerReset: number;
  comparisons: number;
}

/**
 * One floor per scope, cache state and retirement, over all layouts and guest modes: the farthest end of any
 * A/A interval, so that a run with few rounds has a high floor and not a lucky one.
 */
export function noiseFloors(comparisons: readonly SameCodeComparison[]): NoiseFloorEstimate[] {
  const floors = new Map<string, NoiseFloorEstimate>();
  for (const { scope, state, retirement, sameCode } of comparisons) {
    const key = `${scope} ${state} ${retirement}`;
    const floor = floors.get(key) ?? { scope, state, retirement, nsPerReset: 0, comparisons: 0 };
    floors.set(key, {
      ...floor,
      nsPerReset: Math.max(floor.nsPerReset, reach(sameCode)),
      comparisons: floor.comparisons + 1,
    });
  }
  return [...floors.values()];
}
