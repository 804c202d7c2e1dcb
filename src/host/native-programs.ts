/** The part of the native boundary that runs code made at run time; see native.ts. */

import type { JobRequest } from './native-jobs.js';
import type { NamedOption, WriteProbe } from './native-subject.js';

/** What a strategy does, in words: enough to make its code for a layout that was not compiled. */
export type NativeRecipe =
  /**
   * Field by field. `leavesOut`: roles of fields that an unpaged guest's full reset on EPT leaves to
   * vCPU creation; `leavesOutFields`: exactly which of the fields of `struct kvm_mmu`.
   */
  | { kind: 'stores'; leavesOut: FieldRole[]; leavesOutFields: string[] }
  /** All that a reset writes, from a prepared struct, by `copy-` and this name. */
  | { kind: 'copies'; copier: string }
  /** The run of constant pointers so, the rest field by field. */
  | { kind: 'copies-constants'; copier: string }
  | { kind: 'nothing' };

/** Who owns the bytes of a field. */
export type FieldRole =
  | 'constant'
  | 'role-dependent'
  | 'metadata'
  | 'zero-check'
  | 'root'
  | 'untouched';

/** A kind of step; rows name it by its index in `registry().programSteps`. */
export interface ProgramStepKind extends NamedOption {
  /** Null where it can run here, else why it cannot. */
  unavailable: string | null;
}

/** What code is made of. */
export interface ProgramRequest {
  /** Of the struct, 1..4096. */
  structBytes: number;
  /**
   * Rows of [kind, offset, bytes, value], at most 4096, each within the struct. Stores are of 1, 2, 4
   * or 8 bytes; a value (sign-extended to 8 bytes) is for `store-immediate`, else 0.
   */
  steps: Int32Array;
}

export interface ProgramProbeRequest extends ProgramRequest {
  /** What values are loaded from, then what copies are made from; zeros if absent. */
  images?: Uint8Array;
}

export interface ProgramProbe extends WriteProbe {
  /** The struct afterwards, all zero before. */
  bytes: Uint8Array;
}

export interface ProgramColumn extends Pick<ProgramRequest, 'steps'> {
  name: string;
}

/** A bank of plain blocks: a struct of any layout, and its images. */
export interface ProgramsRequest
  extends Omit<
      JobRequest,
      'layout' | 'path' | 'scope' | 'rules' | 'physicalBits' | 'maxTdpLevel' | 'columns'
    >,
    Pick<ProgramRequest, 'structBytes'> {
  /**
   * The struct's bytes after a reset to either of the two states that resets alternate between, one
   * after the other: what values and copies are read from.
   */
  images: Uint8Array;
  columns: ProgramColumn[];
}
