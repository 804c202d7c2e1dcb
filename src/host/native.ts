/**
 * The native addon as TypeScript sees it: the one description of the boundary.
 * `native/addon/` implements it; a test compares the two at run time.
 */

import type {
  CopyRequest,
  CopySamples,
  LabMeans,
  LabRequest,
  LabSamples,
  RoundSamples,
} from './native-lab.js';
import type {
  FieldRole,
  NativeRecipe,
  ProgramProbe,
  ProgramProbeRequest,
  ProgramRequest,
  ProgramStepKind,
  ProgramsRequest,
} from './native-programs.js';

/** Paging mode of the guest, which decides what a full reset writes (facts: 22 stores unpaged, 48 with four levels). */
export type GuestMode = 'unpaged' | 'two-level' | 'pae' | 'four-level' | 'five-level';

/** One member of the mirrored `struct kvm_mmu`. `role` says who owns its bytes. */
export interface NativeField {
  name: string;
  /** Bytes from the start of the struct. */
  offset: number;
  sizeBytes: number;
  role: FieldRole;
  /**
   * The number that a full reset of an unpaged guest on EPT stores whatever the state, sign-extended;
   * absent where it depends on the state, or nothing is stored.
   */
  immediate?: number;
  /** Present where it is not a reset's and changes behind its back: never to be copied over. */
  volatile?: true;
}

export interface NativeLayout {
  name: string;
  description: string;
  sizeBytes: number;
  /** Offset of the struct's first byte modulo 64 in the real `kvm_vcpu`. */
  phase: number;
  vcpuBytes: number;
  rootMmuOffset: number;
  /** Ways of computing in scope `init` that its struct has room for; its usual one first. */
  rules: string[];
  fields: NativeField[];
}

export interface NativeStrategy {
  name: string;
  description: string;
  /** CPU features it needs, as in /proc/cpuinfo. */
  isa: string[];
  /** Null where it can run here, else why it cannot. */
  unavailable: string | null;
  /** Leaves the same bytes as field-by-field after any sequence of resets of one vCPU. */
  equivalent: boolean;
  /** Why it is not equivalent, null if it is. */
  caveat: string | null;
  /** True for `empty`, which measures the harness and is no proposal. */
  control: boolean;
  /** Changes the core's clock for a while after: measured apart, with a baseline of its own. */
  isolated: boolean;
  /** Copies a struct prepared for each role, which must be prepared again when the guest's CPUID changes. */
  templates: boolean;
  /** What its code is for layouts of the run time; absent where it is only measured as compiled. */
  recipe?: NativeRecipe;
}

/** What `root_mmu` is used for: EPT, NPT, shadow paging. */
export type MmuPath = 'tdp' | 'npt' | 'shadow';

/** How much of a call: its stores alone, or the whole of it. */
export type Scope = 'writes' | 'init';

export interface NamedOption {
  name: string;
  description: string;
}

export interface NativeRegistry {
  /** Compiler of the addon, as it calls itself. */
  compiler: string;
  /** The strategy that all are compared with, and the one that does nothing. */
  baseline: string;
  control: string;
  layouts: NativeLayout[];
  strategies: NativeStrategy[];
  /** What programs are made of: a step's kind is its index here. */
  programSteps: ProgramStepKind[];
  states: NamedOption[];
  /** The states of banks, and `recorded`, which needs a boot whose guest's work was recorded. */
  bootStates: NamedOption[];
  paths: NamedOption[];
  scopes: NamedOption[];
  retirements: NamedOption[];
  guestModes: GuestMode[];
}

export interface NativeCache {
  level: number;
  type: 'data' | 'instruction' | 'unified';
  sizeBytes: number;
  ways: number;
  sets: number;
  lineBytes: number;
}

export interface NativeHost {
  cpuModel: string;
  cpuVendor: string;
  family: number;
  model: number;
  stepping: number;
  hypervisor: string | null;
  /** Logical CPUs this process may run on. */
  allowedCpus: number[];
  features: string[];
  caches: NativeCache[];
  tscHz: number;
  /** Smallest step seen between two readings, TSC ticks. */
  tscStepTicks: number;
  /** Cheapest empty timed region, TSC ticks. */
  timerOverheadTicks: number;
  /** From a calibrated one-cycle dependent chain. */
  coreHz: number;
  hugePageBytes: number;
  /** Null where the arena can have huge pages, else why not. */
  hugePagesUnavailable: string | null;
  /** Null where a hardware cycle counter opens, else errno and cause. */
  hardwareCountersUnavailable: string | null;
  /** Null where the thread can be pinned, else why not. */
  pinningUnavailable: string | null;
}

/** What is measured, and on what kind of host. */
export interface SubjectRequest {
  layout: string;
  /** 0..56, a multiple of 8; the layout's own if absent. */
  phase?: number;
  /** tdp if absent. */
  path?: MmuPath;
  /** writes if absent. */
  scope?: Scope;
  /** How scope `init` computes: one of the layout's `rules`, its first if absent. */
  rules?: string;
  /** Of the host, 36..52; 46 if absent. */
  physicalBits?: number;
  /** Levels of the host's two-dimensional tables; 4 if absent. */
  maxTdpLevel?: 4 | 5;
}

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

export interface ReplayRequest extends SubjectRequest, ScriptRequest {
  strategy: string;
  /** 1: templates are not made anew when the guest's CPUID (MAXPHYADDR) changes between two resets. */
  keepTemplates?: 0 | 1;
}

export interface ProbeRequest extends SubjectRequest {
  strategy: string;
  guest: GuestMode;
  /** A full reset if absent, or one that finds its role unchanged. */
  calls?: 'full' | 'early';
}

/** The structs' bytes after a sequence of resets. */
export interface ReplayedBytes {
  root: Uint8Array;
  nested: Uint8Array;
}

/** Struct offsets that one reset writes, found by running the compiled code on two opposite fillings. */
export interface WriteProbe {
  /** Byte offsets from the struct's start, ascending. */
  writtenBytes: Uint32Array;
}

export interface NativeAddon {
  registry(): NativeRegistry;
  /** Calibrates the clocks: takes about 0.2 s. */
  inspectHost(): NativeHost;
  counterEvents(): CounterEvent[];
  startBank(request: BankRequest, onRound: (done: number) => void): NativeJob<BankSamples>;
  startBoot(request: BootRequest, onRound: (done: number) => void): NativeJob<BootSamples>;
  /** Rejects where the system makes no memory executable. */
  startPrograms(request: ProgramsRequest, onRound: (done: number) => void): NativeJob<BankSamples>;
  /** The machine code that a program is run as. */
  assembleProgram(request: ProgramRequest): Uint8Array;
  /** Runs it, on two opposite fillings. */
  probeProgram(request: ProgramProbeRequest): ProgramProbe;
  /** What experiments can have here; makes a virtual machine to find out. */
  labMeans(): LabMeans;
  /** Rejects, with the cause, where a setting turns out impossible. */
  startLab(request: LabRequest, onRound: (done: number) => void): NativeJob<LabSamples>;
  startCopies(request: CopyRequest, onRound: (done: number) => void): NativeJob<CopySamples>;
  createBatch(request: BatchRequest): BootBatch;
  probeWrites(request: ProbeRequest): WriteProbe;
  /**
   * root_mmu and nested_mmu after this sequence of resets, with the unload and root load around
   * each as KVM does, and KVM_SET_CPUID2 wherever a row's MAXPHYADDR differs from the one before.
   */
  replayBytes(request: ReplayRequest): ReplayedBytes;
  /** What native code computes for the first of guestStates: roles and paging metadata. */
  describeRole(request: SubjectRequest & Pick<ScriptRequest, 'guestStates'>): NativeRole;
}

export interface NativeRole {
  guest: GuestMode;
  roleBase: number;
  roleExt: number;
  /** Of layouts with two roles, else 0. */
  rootRole: number;
  rootLevel: number;
  shadowRootLevel: number;
  permissions: Uint8Array;
  pkruMask: number;
  /** [large page][level - 1], then bad_mt_xwr: 11 words. */
  guestReservedBits: BigUint64Array;
  shadowZeroBits: BigUint64Array;
}
