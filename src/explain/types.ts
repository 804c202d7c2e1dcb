/** Types of the explaining stage: estimates together with where they were taken. */

import type { LineLevels, StateCheck } from '../host/native-jobs.js';
import type { Stop } from '../measure/types.js';
import type { BootPlan, CellPlan } from '../plan/types.js';
import type { Interval } from '../stats/types.js';

type Where<P> = Omit<P, 'strategies' | 'rounds'>;

export interface CellEstimate extends Where<CellPlan> {
  strategy: string;
  rounds: number;
  /** Rounds that the operating system disturbed. */
  setAside: number;
  /** Ascending. */
  setAsideRounds: number[];
  /** Nearly all of them: all are used, and nothing is resolved. */
  tooNoisy: boolean;
  stopped: Stop;
  nsPerReset: Interval;
  savingNsPerReset: Interval;
  /** Null for a struct that no boot resets. */
  bootMicroseconds: Interval | null;
  resolved: boolean;
  /** Its net time excludes zero: the compiler has not removed the work. */
  distinctFromEmpty: boolean;
  /** Of the baseline: between draws of placement and code addresses, and between rounds of one draw. */
  placementSdNs: number;
  roundSdNs: number;
  linesDirtied: number;
  bytesWritten: number;
  equivalent: boolean;
  stateCheck: StateCheck;
  /** By event that was asked for. */
  counters: CounterEstimate[];
  samples: number[];
}

/** Of one strategy, net of the function that does nothing. */
export interface CounterEstimate {
  event: string;
  /** Null where it could not be counted. */
  perReset: Interval | null;
  /** Why not. */
  reason: string | null;
  /** Of the regions in which it was to be counted, those in which it was: others use the counters too. */
  countedShare: number;
}

export interface BootEstimate extends Where<BootPlan> {
  strategy: string;
  rounds: number;
  /** Rounds that the operating system disturbed. */
  setAside: number;
  /** Ascending. */
  setAsideRounds: number[];
  /** Nearly all of them: all are used, and nothing is resolved. */
  tooNoisy: boolean;
  stopped: Stop;
  transitions: number;
  fullResets: number;
  earlyResets: number;
  lineLevels: LineLevels | null;
  timeline: Timeline | null;
  microsecondsPerBoot: Interval;
  savingMicrosecondsPerBoot: Interval;
  resolved: boolean;
  equivalent: boolean;
  stateCheck: StateCheck;
  samples: number[];
}

/** Along a boot: what a transition's resets take, net of the timers, by equal parts of the boot. */
export interface Timeline {
  transitionsPerPart: number;
  /** By part, the median of the usable rounds. */
  nsPerTransition: number[];
}
