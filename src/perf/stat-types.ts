/** What `perf stat` of the strategies yields. */

import type { ConfidentInterval } from '../stats/types.js';

/** Where a count was taken. */
export interface StatPlace {
  layout: string;
  state: string;
  retirement: string;
}

/** One quantity of one strategy. Null beside the reason: an absent number is never 0. */
export type StatCount = {
  /** The name of one of `StatResult.events`. */
  quantity: string;
} & (
  | {
      /** Strategy - empty; ns for task-clock, events otherwise. */
      perCall: ConfidentInterval;
      /** The least of all its runs; below 100 the event shared a counter and was extrapolated. */
      percentRunning: number;
      reason: null;
    }
  | { perCall: null; percentRunning: null; reason: string }
);

export interface StatCell extends StatPlace {
  strategy: string;
  /** In each run, of the strategy as of empty. */
  resetsPerRun: number;
  /** Whether every run, also of empty, found its lines where the state says. */
  reached: boolean;
  /** By the replay's own clock, its timed regions alone: what perf's counts should agree with. */
  timedNsPerCall: ConfidentInterval;
  counts: StatCount[];
}

export interface StatEvent {
  quantity: string;
  description: string;
  /** As `perf stat -e` took it; null where none is offered. */
  event: string | null;
  /** Perf's own words, null where it has none. */
  eventDescription: string | null;
  /** Why it was not counted, null if it was. */
  reason: string | null;
}

export interface StatResult {
  /** Version of perf. */
  perf: string;
  repetitions: number;
  events: StatEvent[];
  /** Events that were counted in the same runs. */
  groups: string[][];
  cells: StatCell[];
  /** What a reader must know before believing a number. */
  warnings: string[];
  /** Strategies that this CPU cannot run. */
  skipped: { strategy: string; reason: string }[];
}
