/**
 * The native addon as TypeScript sees it: the one description of the boundary, with the words of its
 * requests in the files beside this one.
 * `native/addon/` implements it; a test compares the two at run time.
 */

import type {
  BankRequest,
  BankSamples,
  BatchRequest,
  BootBatch,
  BootRequest,
  BootSamples,
  CounterEvent,
  NativeJob,
  ScriptRequest,
} from './native-jobs.js';
import type { CopyRequest, CopySamples, LabMeans, LabRequest, LabSamples } from './native-lab.js';
import type {
  FieldRole,
  NativeRecipe,
  ProgramProbe,
  ProgramProbeRequest,
  ProgramRequest,
  ProgramStepKind,
  ProgramsRequest,
} from './native-programs.js';
import type {
  GuestMode,
  NamedOption,
  ProbeRequest,
  SubjectRequest,
  WriteProbe,
} from './native-subject.js';

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

export interface ReplayRequest extends SubjectRequest, ScriptRequest {
  strategy: string;
  /** 1: templates are not made anew when the guest's CPUID (MAXPHYADDR) changes between two resets. */
  keepTemplates?: 0 | 1;
}

/** The structs' bytes after a sequence of resets. */
export interface ReplayedBytes {
  root: Uint8Array;
  nested: Uint8Array;
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
