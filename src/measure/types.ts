/** Types of the measuring stage: samples in ns, as the plan asked for them. */

import type { LineLevels, StateCheck } from '../host/native-jobs.js';
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

/** Why no more rounds were measured. */
export type Stop = 'target' | 'budget' | 'rounds' | 'interrupted';

/** What all jobs yield; several jobs of one cell add up to one of these. */
export interface Sampled {
  columns: SampledColumn[];
  rounds: number;
  /** By round: flags in the order of DISTURBANCES. */
  disturbances: Uint8Array;
  /** The clock's step in the unit of `ns`. */
  resolutionNs: number;
  /** Of a job that reached its state, if one did: rounds of those that missed it are set aside. */
  stateCheck: StateCheck;
  hugePageShare: number;
  pinnedCpu: number;
  wallNs: number;
  busyNs: number;
  repeatedRegions: number;
  /** Of a recorded boot, where the struct's lines were; null where the state was chosen. */
  lineLevels: LineLevels | null;
  /** Of cells; null of boots. */
  counted: Counted | null;
  /** Of boots; null of cells. */
  timeline: TimelineSamples | null;
  stopped: Stop;
}

/** What events counted, in those draws of placement in which they did. */
export interface Counted {
  events: readonly string[];
  /** By column, event and counted draw: per reset, harness included; NaN: not counted all the while. */
  perReset: number[][][];
  /** Of the jobs' time, in reading counters. */
  timeShare: number;
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

/** Where along a boot its time goes, by equal parts of its transitions. */
export interface TimelineSamples {
  /** The last part may have fewer. */
  transitionsPerPart: number;
  parts: number;
  /** By column: ns by [round][part], harness included. */
  ns: Float64Array[];
}
