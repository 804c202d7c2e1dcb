/** Types of the plan stage: everything that will be measured, settled before the first sample. */

import type { GuestMode } from '../host/native.js';

/** One table row group: all strategies are interleaved within it. */
export interface CellPlan {
  layout: string;
  phase: number;
  path: 'tdp';
  scope: 'writes';
  guest: GuestMode;
  state: string;
  retirement: string;
  strategies: string[];
  rounds: number;
}

/** One workload replayed on one vCPU block; a round is a whole boot per strategy. */
export interface BootPlan {
  layout: string;
  phase: number;
  path: 'tdp';
  scope: 'writes';
  workload: string;
  state: string;
  retirement: string;
  strategies: string[];
  rounds: number;
}

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
  cells: CellPlan[];
  boots: BootPlan[];
  skipped: Skip[];
}
