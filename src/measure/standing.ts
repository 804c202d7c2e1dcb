/** How far a measurement is: all that it takes to go on with it, later and in another process. */

import type { BootSamples, CellSamples, Sampled } from './types.js';

export interface Standing {
  /** Of the budget, in all processes that measured. */
  spentSeconds: number;
  /** In the plan's order, one for each. */
  cells: TaskStanding<CellSamples>[];
  boots: TaskStanding<BootSamples>[];
}

/** Of one cell or boot. */
export interface TaskStanding<T extends Sampled> {
  samples: T | null;
  /** Each has a seed of its own, by number. */
  jobs: number;
  /** As the last look found it; null before the first look. */
  widthInTargets: number | null;
}

export function notBegun<T extends Sampled>(): TaskStanding<T> {
  return { samples: null, jobs: 0, widthInTargets: null };
}
