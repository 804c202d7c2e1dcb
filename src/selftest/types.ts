/** Types of the self-test: what this host and this instrument are worth together. */

import type { Interval } from '../stats/types.js';

export interface SameCodeTest {
  comparisons: number;
  /** Verdicts, by the rule that `run` uses: they are all wrong. */
  significant: number;
  /** Single 95 % intervals that exclude zero: one in twenty is right. */
  excludingZero: number;
  noiseFloorNs: Record<string, number>;
}

export interface InjectionTest extends Record<'estimateNs' | 'low' | 'high', number> {
  nominalNs: number;
  /** The whole cycles nearest to it, at the clock that these very rounds ran at. */
  injectedNs: number;
  recovered: boolean;
}

export interface ProbeTest extends Record<'estimateNs' | 'low' | 'high', number> {
  probe: string;
  state: string;
  /** The interval lies above zero: the probe costs more than the baseline. */
  detected: boolean;
}

export interface StateTest {
  state: string;
  loadLatencyNs: number;
  reachedShare: number;
  reached: boolean;
}

export interface Resolution {
  state: string;
  /** Smallest saving that counts as resolved here. */
  nsPerFullReset: number;
  /** Averaged over the thread's calls, a third of which return early and save nothing. */
  nsPerCall: number;
  microsecondsPer600: number;
}

export interface SelfTest {
  aa: SameCodeTest;
  injection: InjectionTest[];
  probes: ProbeTest[];
  states: StateTest[];
  clock: {
    tscHz: number;
    tscStepNs: number;
    timerOverheadNs: number;
    coreHz: number;
    /** From the longest injected chain, in the rounds of the injection test. */
    coreHzInRounds: number;
  };
  resolution: Resolution[];
  passed: boolean;
  /** What failed, one sentence each. */
  failures: string[];
  wallSeconds: number;
}

export function named({ estimate, low, high }: Interval) {
  return { estimateNs: estimate, low, high };
}
