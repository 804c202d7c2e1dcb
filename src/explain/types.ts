/** Types of the explaining stage: estimates together with where they were taken. */

import type { StateCheck } from '../host/native.js';
import type { BootPlan, CellPlan } from '../plan/types.js';
import type { Interval } from '../stats/types.js';

type Where<P> = Omit<P, 'strategies' | 'rounds'>;

export interface CellEstimate extends Where<CellPlan> {
  strategy: string;
  rounds: number;
  nsPerReset: Interval;
  savingNsPerReset: Interval;
  bootMicroseconds: Interval;
  resolved: boolean;
  linesDirtied: number;
  bytesWritten: number;
  equivalent: boolean;
  stateCheck: StateCheck;
  samples: number[];
}

export interface BootEstimate extends Where<BootPlan> {
  strategy: string;
  rounds: number;
  transitions: number;
  fullResets: number;
  earlyResets: number;
  microsecondsPerBoot: Interval;
  savingMicrosecondsPerBoot: Interval;
  resolved: boolean;
  stateCheck: StateCheck;
  samples: number[];
}
