/** Jobs of the native addon, banks and boots: what is asked for, and their samples. */

import type { RoundSamples } from './native-lab.js';
import type { GuestMode, SubjectRequest } from './native-subject.js';

/** The guest's states and which of them each reset goes to. */
export interface ScriptRequest {
  /** Rows of [cr0, cr4, efer, flags, maxphyaddr]; flags: 1 SMM, 2 nested (the reset is of nested_mmu). */
  guestStates: Uint32Array;
  /** Row that the vCPU begins in; if absent it was just created. */
  initialState?: number;
  /** Index into guestStates of each reset, in order. */
  resets: Uint32Array;
}

/** What every measuring job needs. */
export interface JobRequest extends SubjectRequest {
  state: string;
  retirement: string;
  /** Strategy names; one may stand twice (the A/A control). */
  columns: string[];
  /** At most this many rounds; after leastRounds, only while budgetNs of wall time lasts. */
  rounds: number;
  leastRounds: number;
  budgetNs: number;
  /** Column index by [round][position], rounds x columns entries. */
  order: Uint16Array;
  /** Seeds the placement that is drawn anew every round. */
  seed: number;
  /** Self-test: core cycles of delay added to each reset, by column; none if absent. Banks only. */
  injectedCycles?: Uint16Array;
  /** Logical CPU to pin to, -1 for the last allowed one. */
  cpu: number;
  /** From inspectHost(). */
  tscHz: number;
  /** Events to count in some of the rounds; those of counterEvents() that are available. Banks only. */
  counters?: string[];
}

/** An event that can be counted beside the time. */
export interface CounterEvent {
  name: string;
  description: string;
  /** Counted by the kernel, not by the CPU. */
  software: boolean;
  /** Null where it can be counted here, else errno, the likely cause and the remedy. */
  unavailable: string | null;
}

export interface CounterSamples {
  /** By [draw that was counted][column][event], of a whole region; NaN: not counted all the while. */
  counts: Float64Array;
  draws: number;
  /** Of the job's time, in reading counters. */
  timeShare: number;
}

export interface BankRequest extends JobRequest {
  guest: GuestMode;
  /** Calls of scope `init`: full (if absent), or all of them early. */
  calls?: 'full' | 'early';
}

export interface BootRequest extends JobRequest, ScriptRequest {
  /** How many resets each transition makes; sums to resets.length. */
  transitions: Uint32Array;
  /** vCPUs that boot at a time (1 if absent), each in a block of its own, and on how many threads. */
  vcpus?: number;
  threads?: number;
  /**
   * Rows of [code lines, data lines, pages] that the guest touches before each transition, entries
   * and RSMs in turn, in place of the state.
   */
  footprint?: Uint32Array;
}

/** How far the block's lines were from the core when a reset began, proven by timing loads of those lines. */
export interface StateCheck {
  state: string;
  /** Mean latency of dependent loads of the block's own lines. */
  loadLatencyNs: number;
  /** The same of reference lines known to be in that level, and in the next nearer and farther one (0 where there is none). */
  referenceNs: number;
  nearerNs: number;
  fartherNs: number;
  /** How the state was made: e.g. `clflushopt`, `conflicting lines`, `sweep`. */
  method: string;
  reached: boolean;
  /** Share of the lines, timed in groups, for which it was. */
  reachedShare: number;
}

export interface JobSamples extends RoundSamples {
  stateCheck: StateCheck;
  /** Share of the arena that has huge pages, 0..1. */
  hugePageShare: number;
  /** CPU the thread was pinned to, -1 if it could not be. */
  pinnedCpu: number;
}

/** Why a round is set aside; bit n of a flag byte is the n-th. The last is not the native side's to say. */
export const DISTURBANCES = [
  'switched',
  'faulted',
  'migrated',
  'offCpu',
  'stolen',
  'stateMissed',
] as const;

export interface BankSamples extends JobSamples {
  counters: CounterSamples;
  /** Resets in one timed region. */
  resetsPerRegion: number;
  /** vCPU blocks in the bank. */
  blocks: number;
}

/** Where the struct's lines were when transitions of a recorded boot began. */
export interface LineLevels {
  /** From near to far. */
  levels: string[];
  /** By pair of neighbouring levels: could one load tell them apart? Else the farther counts as the nearer. */
  apart: boolean[];
  /** By pair: share of known lines that were misread, on the worse side. */
  misreadShares: number[];
  /** Looks that found a line in each level, before SMM entries and before RSMs. */
  enter: number[];
  rsm: number[];
  /** Boots that were looked at. */
  passes: number;
  /** False where the system refuses memory for code: the guest's code lines were prefetched only. */
  codeRan: boolean;
}

export interface BootSamples extends JobSamples {
  /** As decided by the replay itself, comparing roles, for one boot of the baseline. */
  fullResets: number;
  earlyResets: number;
  /** Equal parts of a boot, an even number of transitions each but perhaps the last. */
  transitionsPerPart: number;
  /** By [round][column][part]. */
  partTicks: Float64Array;
  /** Null where the state was chosen. */
  lineLevels: LineLevels | null;
}

/** A job on its own pinned native thread. */
export interface NativeJob<T> {
  samples: Promise<T>;
  /** Ends within 100 ms; samples then resolve with the rounds done so far. */
  cancel(): void;
}

/** Whole boots replayed without a timer inside, for an outer runner such as benny. */
export interface BootBatch {
  /** Replays `boots` boots; returns the resets made. */
  run(): number;
  /** TSC ticks of one run() on a thread of its own, `repeats` times. */
  time(repeats: number, cpu: number): Float64Array;
}

export interface BatchRequest extends SubjectRequest, ScriptRequest {
  strategy: string;
  boots: number;
}
