/** What is compared: results by the names that a reader knows them by. */

import type { Result } from '../report/result.js';

export interface Run {
  /** Where it was read from. */
  source: string;
  result: Result;
}

/** Runs that differ in nothing that was meant: one, or better several. */
export type Side = readonly Run[];

export interface CompareOptions {
  /** Smallest change that matters, per cent of the larger of the cost and of the baseline's. Default 5. */
  thresholdPercent?: number;
  /**
   * How much two runs of the same code may differ, per cent of the same, where only one run a side
   * leaves that unknown. Default 40.
   */
  betweenRunsPercent?: number;
}

/** Above what most costs of two quiet runs of the same code differ by. */
export const DEFAULT_THRESHOLD_PERCENT = 5;

/**
 * Two runs of the same code minutes apart, on a virtual machine with busy neighbours: no interval of
 * the costs or savings lay farther from zero (docs/compare.md).
 */
export const DEFAULT_BETWEEN_RUNS_PERCENT = 40;
