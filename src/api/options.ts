/** What the functions of the library take: the options of the commands, as values instead of text. */

import type { GuestMode, MmuPath, Scope } from '../host/native-subject.js';
import type { Calls } from '../plan/types.js';

/** A name, several, or every one there is; `registry()` has them. */
export type Names<Name extends string = string> = Name | 'all' | readonly Name[];

export interface WatchOptions {
  /**
   * Aborting ends the measuring within a tenth of a second. What was measured until then is the
   * result, with `complete: false`; where nothing was begun yet, the promise is rejected with the
   * signal's reason.
   */
  signal?: AbortSignal;
  /**
   * Called while it runs, with what is being measured: `done` grows from 0 to 1, and is 1 at the end
   * unless aborted. What it throws ends the measurement, and the promise is rejected with it.
   */
  onProgress?: (done: number, label: string) => void;
}

interface PlaceOptions extends WatchOptions {
  /** Arrangements of `struct kvm_mmu`; all if absent. */
  layouts?: Names;
  /** Of the struct's first byte modulo 64, bytes, multiples of 8; each layout's own if absent. */
  phases?: number | readonly number[];
  /** `tdp` (EPT) if absent. */
  paths?: Names<MmuPath>;
  /** `writes`, the stores alone, if absent; `init`: the whole call. */
  scopes?: Names<Scope>;
  /** Kernel version whose way of computing and resetting is followed; each layout's own if absent. */
  rules?: string;
  /** Compared with the kernel's way, which always runs too; all that can run here if absent. */
  strategies?: Names;
  /** At most this many interleaved rounds of each cell or boot; 4000 if absent, 400 if `quick`. */
  rounds?: number;
  /** Wall time of all together, seconds; 20 if absent, 4 if `quick`. Every cell has its first look, whatever it takes. */
  budgetSeconds?: number;
  /** Half an interval that is narrow enough, ns per full reset; 1 % of the baseline if absent. */
  targetCiNs?: number;
  /** Logical CPU to measure on; the last allowed one if absent. */
  cpu?: number;
  /** Of orders and placements, a whole number from 0; 600 if absent. */
  seed?: number;
  /** Fewer rounds, smaller budget. */
  quick?: boolean;
}

/** Full resets by place, as `kvm-mmu-bench run` measures them: one cell for each combination. */
export interface CellOptions extends PlaceOptions {
  kind?: 'cells';
  /** Where the lines are when a reset begins; all if absent. */
  states?: Names;
  /** `overlapped` or `drained`; both if absent. */
  retirements?: Names;
  /** Paging modes of the guest; `unpaged` if absent. */
  guests?: Names<GuestMode>;
  /** `full` if absent; `early`, calls that find their role unchanged, only in scope `init`. */
  calls?: Names<Calls>;
  /** Whose resets turn ns per reset into µs per boot; `thread-600` if absent. */
  workload?: string;
  /** Events to count beside the time; what can be counted here if absent. `none`: nothing. */
  counters?: Names | 'auto' | 'none';
}

/** Whole boots replayed transition by transition, as `kvm-mmu-bench boot` does. */
export interface BootOptions extends PlaceOptions {
  kind: 'boots';
  /** Listed ids, models with parameters (`seabios:call32=50`) or trace files; `thread-600` if absent. */
  workloads?: Names;
  /** States of cells, or `recorded`: as the boot's own guest leaves the lines. A quick choice if absent. */
  states?: Names;
  /** `drained` if absent. */
  retirements?: Names;
  /** That boot at a time, each in a block of its own; 1 if absent. */
  vcpus?: number;
  /** That the vCPUs share; as many as CPUs allow if absent. */
  threads?: number;
}

export type MeasureOptions = CellOptions | BootOptions;

/** Experiments that take the claim of 36 µs apart, as `kvm-mmu-bench explain` makes them. */
export interface ExplainOptions extends WatchOptions {
  /** H1 to H10; all and the ledger if absent. */
  hypotheses?: Names | 'none';
  /** Real exits between resets: `kvm-exit`, `cpuid-exit`; all if absent. */
  between?: Names | 'none';
  /** The guest's footprint, bytes: 0 and powers of two within these; 0 to 64 MiB if absent. */
  sweep?: SweepRange | 'none';
  /** Of the experiments that don't choose their own; `v5.16` if absent. */
  layout?: string;
  /** Of the struct's first byte modulo 64, bytes, a multiple of 8; the layout's own if absent. */
  phase?: number;
  /** Logical CPU to measure on; the last allowed one if absent. */
  cpu?: number;
  /** Of orders and placements, a whole number from 0; 600 if absent. */
  seed?: number;
  /** Less time for each experiment and fewer footprints: within 30 s. */
  quick?: boolean;
}

export interface SweepRange {
  fromBytes: number;
  toBytes: number;
}
