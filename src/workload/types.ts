/** Types of the workload stage: what a guest did, and the resets that KVM made of it. */

export type { MmuPath } from '../host/native-subject.js';

/** The inputs of the role word. All 32 bits wide as far as KVM's MMU looks at them. */
export interface GuestRegisters {
  cr0: number;
  cr4: number;
  efer: number;
  /** In System Management Mode. */
  smm: boolean;
  /**
   * L2 runs, and L1 has two-dimensional tables of its own for it: `walk_mmu` is `&nested_mmu`, where
   * kvm_init_mmu then goes. False if absent.
   */
  nested?: boolean;
  /** Width of a guest physical address by the guest's CPUID, bits. DEFAULT_MAXPHYADDR if absent. */
  maxphyaddr?: number;
}

/** What the guest did since the previous event, as recorded. */
export interface GuestWork {
  instructions: number;
  /** Distinct 64-byte lines of code and of data, distinct 4-KiB pages. */
  codeLines: number;
  dataLines: number;
  pages: number;
}

/** One SMM entry (registers: the interrupted state) or one RSM (registers: the restored state). */
export interface TraceEvent {
  kind: 'enter' | 'rsm';
  registers: GuestRegisters;
  /** Executed writes of control registers since the previous event; tells what the handler did. */
  controlWrites: { cr0: number; cr3: number; cr4: number; msr: number };
  work: GuestWork;
}

/** One call of kvm_init_mmu. `full` if the role changed, else `early`. */
export interface Reset {
  kind: 'full' | 'early';
  /** The guest state at the call. */
  registers: GuestRegisters;
  /**
   * The step that made it, in the words of the docs: `enter: SMM flag`, `handler: CR4 write`,
   * `rsm: CR0 restore`, `nested-entry: CR3 load`, ...
   */
  cause: string;
}

export interface Transition {
  kind: 'enter' | 'rsm' | 'nested-entry' | 'nested-exit';
  /** Of an RSM also those that the handler made before it, by its own writes inside SMM. */
  resets: Reset[];
  /** Work of the guest before this transition, null where unknown (synthetic workloads). */
  work: GuestWork | null;
}

export interface WorkloadCounts {
  /** Of SMM. */
  entries: number;
  rsms: number;
  /** Of L2, both absent in a workload without it. */
  nestedEntries?: number;
  nestedExits?: number;
  /** Resets of all transitions: `calls = full + early`. */
  calls: number;
  full: number;
  early: number;
}

export interface Workload {
  id: string;
  description: string;
  /** Version of KVM whose reset rules expanded the transitions. */
  rules: string;
  transitions: Transition[];
  counts: WorkloadCounts;
  /** What had to be assumed of a trace; none if absent. */
  notes?: string[];
}
