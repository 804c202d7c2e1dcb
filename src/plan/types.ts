/** Types of the plan stage: everything that will be measured, settled before the first sample. */

import type { GuestMode, MmuPath, Scope } from '../host/native-subject.js';
import type { Layout } from '../layout/types.js';

/** The state that a recorded guest leaves the lines in, boots only. */
export const RECORDED = 'recorded';

/** What is measured, and in which state. */
interface Place {
  /** A built-in one, or one of the plan's `layouts`. */
  layout: string;
  phase: number;
  path: MmuPath;
  scope: Scope;
  state: string;
  retirement: string;
}

/** One table row group: all strategies are interleaved within it. */
export interface CellPlan extends Place {
  guest: GuestMode;
  /** Full resets, or (scope `init`) calls that return early. */
  calls: Calls;
  /** As a boot's, which resets are counted by; null for a struct that no boot resets. */
  rules: string | null;
  strategies: string[];
  rounds: number;
}

/** One workload replayed on vCPU blocks; a round is a whole boot per strategy. */
export interface BootPlan extends Place {
  /** Kernel version whose way of computing (scope `init`) and of resetting is followed. */
  rules: string;
  workload: string;
  /** How many vCPUs boot at a time, on how many threads. */
  vcpus: number;
  threads: number;
  strategies: string[];
  rounds: number;
}

export type Calls = 'full' | 'early';

export interface Skip {
  strategy: string;
  reason: string;
}

export interface Plan {
  seed: number;
  /** Logical CPU of the measuring thread, -1: the last allowed one. */
  cpu: number;
  /** Wall time that all cells and boots together may take. */
  budgetSeconds: number;
  /** Half width of the intervals, ns per full reset, that is narrow enough; null: 1 % of the baseline. */
  targetCiNs: number | null;
  /** Workload that turns ns per reset into µs per boot in the cells. */
  workload: string;
  /** Events that are counted in cells beside the time. */
  counters: string[];
  /** Those that are not built in: their code is made at run time. */
  layouts: Layout[];
  cells: CellPlan[];
  boots: BootPlan[];
  skipped: Skip[];
  /** Events that were asked for and cannot be counted here. */
  uncounted: Uncounted[];
}

export interface Uncounted {
  event: string;
  reason: string;
}
