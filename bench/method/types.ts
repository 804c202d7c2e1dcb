/** What the two instruments yield, in the same units. */

import type { GuestMode } from '../../src/host/native-subject.js';
import type { Interval } from '../../src/stats/types.js';

/** What both measure. */
export interface Cell {
  layout: string;
  guest: GuestMode;
  state: string;
  retirement: string;
}

export interface StrategyNs {
  strategy: string;
  /** Net of `empty`. */
  nsPerReset: Interval;
  /** Baseline minus strategy; zero for the baseline itself. */
  savingNsPerReset: Interval;
  /** Estimates of the saving from each turn alone: what really varies. */
  savingByTurnNs: number[];
}

export interface Instrument {
  id: string;
  description: string;
}

export interface Measurement extends Instrument {
  /** Wall time from start to end of measuring, compiling and loading not counted. */
  seconds: number;
  /** Independent values behind an interval: draws of placement, or repetitions. */
  values: number;
  /** What the harness or the loop itself costs, included in nothing else. */
  emptyNsPerReset: Interval;
  /** The baseline minus itself, measured as if it were another strategy. */
  sameCodeNsPerReset: Interval;
  strategies: StrategyNs[];
  warnings: string[];
}

/** An instrument that is asked for a little at a time, so that others get their turn in between. */
export interface Running {
  readonly id: string;
  /** @throws DOMException AbortError if the signal aborts meanwhile */
  measure(seconds: number, seed: number, signal: AbortSignal): Promise<void>;
  results(): Measurement[];
}
