/** Types of the measuring stage: samples in ns, as the plan asked for them. */

import type { StateCheck } from '../host/native.js';
import type { BootPlan, CellPlan } from '../plan/types.js';

/**
 * What a column of a job is for. The baseline stands in twice: `again` against `baseline` is the A/A
 * comparison. `control` does nothing and shows what the harness costs.
 */
export type ColumnPurpose = 'baseline' | 'again' | 'control' | 'strategy';

export interface Column {
  strategy: string;
  purpose: ColumnPurpose;
}

export interface SampledColumn extends Column {
  /** By round, in order of time: ns per reset (cells) or per boot (boots), harness included. */
  ns: Float64Array;
}

interface Sampled {
  columns: SampledColumn[];
  rounds: number;
  /** The clock's step in the unit of `ns`. */
  resolutionNs: number;
  stateCheck: StateCheck;
  hugePageShare: number;
  pinnedCpu: number;
  wallNs: number;
  busyNs: number;
  involuntarySwitches: number;
}

export interface CellSamples extends Sampled {
  plan: CellPlan;
}

export interface BootSamples extends Sampled {
  plan: BootPlan;
  transitions: number;
  /** Decided by the replay, comparing roles as KVM does. */
  fullResets: number;
  earlyResets: number;
}
