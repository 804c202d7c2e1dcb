/** The part of the native boundary that experiments use; see native.ts. */

import type { GuestMode, SubjectRequest } from './native-subject.js';

export interface LabOption {
  name: string;
  description: string;
  /** Null where it can be had here, else why it cannot. */
  unavailable: string | null;
}

/** Changes the core's clock for a while after: measured apart, with a baseline of its own. */
export interface IsolatedOption extends LabOption {
  isolated: boolean;
}

/** Something done with the struct after a reset. */
export interface ConsumerOption extends IsolatedOption {
  kind: 'none' | 'reads' | 'calls' | 'rewrites';
}

export interface LabMeans {
  /** What may happen between two resets. */
  settings: LabOption[];
  /** What may be done with the struct after a reset. */
  consumers: ConsumerOption[];
  copyRoutines: IsolatedOption[];
}

/**
 * How an arm is timed: one region over all its resets; each reset on its own between fences; as a
 * tracer would, by the sum of its log; and what the region of these traced resets takes.
 */
export type Reading = 'region' | 'each' | 'traced' | 'traced-total';

/** One way of making resets; two that differ in one member are a contrast. */
export interface ArmRequest extends SubjectRequest {
  strategy: string;
  guest: GuestMode;
  /** Of scope `init`: full (if absent), or all of them early. */
  calls?: 'full' | 'early';
  /** Instead of the strategy's code so many plain 8-byte stores, 0..1024. */
  stores?: number;
  retirement: string;
  setting: string;
  /** Bits: which of the struct's lines the setting is for, the others are hot; all if absent. */
  lines?: number;
  /** Of settings that touch memory, up to 1 GiB. */
  bytes?: number;
  /** vCPU blocks (16 if absent), resets of each in a region (1), regions in a sample (1). */
  vcpus?: number;
  passes?: number;
  repeats?: number;
  reading: Reading;
  /** Blocks on 4-KiB pages instead of huge ones. */
  smallPages?: 0 | 1;
  /** Bytes from the struct to its image, modulo 4096, a multiple of 8; half a page apart if absent. */
  imageDistance?: number;
  /** Reading `each`: stores to lines in memory just before the reset, 0..256. */
  queuedMisses?: number;
  /** Reading `each`: what is done with the struct afterwards; nothing if absent. */
  consumer?: string;
  /** The function pointer that it reads or calls; get_guest_pgd if absent. */
  pointer?: string;
  /** Which of two handlers a rewriting consumer stores; same if absent. */
  targets?: 'same' | 'alternating' | 'random';
  /** The store buffer becomes empty between reset and consumer. */
  gap?: 0 | 1;
  /** Core cycles of delay after each reset, a known difference; no delay, and no code for it, if 0. */
  delayCycles?: number;
}

/** When arms are measured; as in JobRequest. */
export interface LabSchedule {
  rounds: number;
  leastRounds: number;
  budgetNs: number;
  order: Uint16Array;
  seed: number;
  cpu: number;
  tscHz: number;
}

export interface LabRequest extends LabSchedule {
  arms: ArmRequest[];
}

export interface CopyArm {
  /** Null: a call that copies nothing. */
  routine: string | null;
  /** 0..4096. */
  bytes: number;
  /** Of both from a line's start, 0..63. */
  toOffset?: number;
  fromOffset?: number;
}

export interface CopyRequest extends LabSchedule {
  arms: CopyArm[];
}

/** What the rounds of any job yield. */
export interface RoundSamples {
  /** TSC ticks by [round][column]: one timed region, or a sum of them. */
  ticks: Float64Array;
  /** Rounds completed; fewer than leastRounds only after cancel(). */
  rounds: number;
  /** By round: flags, in the order of DISTURBANCES, of what happened even after measuring again. */
  disturbances: Uint8Array;
  /** Regions measured again because the operating system interfered. */
  repeatedRegions: number;
  /** Job wall time, and the part of it in timed or state-setting code. */
  wallNs: number;
  busyNs: number;
}

export interface ArmFacts {
  /** Resets in one sample. */
  resets: number;
  /** Mean latency of dependent loads of the chosen lines, as the setting leaves them. */
  loadLatencyNs: number;
  /** What making the setting once takes: the whole exit, the guest's work. */
  settingNs: number;
}

export interface LabSamples extends RoundSamples {
  /** By arm. */
  arms: ArmFacts[];
  /**
   * Of a real guest: how many of the ten instructions of its turn KVM interpreted instead of letting
   * the CPU run them; null without such a guest, or where the kernel does not tell.
   */
  interpretedPerExit: number | null;
  hugePageShare: number;
  pinnedCpu: number;
}

export interface CopySamples extends RoundSamples {
  copiesPerSample: number;
  pinnedCpu: number;
}
