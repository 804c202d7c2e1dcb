/** A struct whose resets are measured, wherever its shape comes from. */

import type { FieldRole } from '../host/native-programs.js';

export interface Layout {
  /** A built-in one's name, `live`, or what its file calls it. */
  name: string;
  origin: LayoutOrigin;
  sizeBytes: number;
  /** Offset of the struct's first byte modulo 64 in what holds it. */
  phase: number;
  /** Of `root_mmu` in `struct kvm_vcpu`; null where it is unknown, or the struct is another. */
  rootMmuOffset: number | null;
  /** The kernel that it is of, as `uname -r` says it; null where unknown. */
  kernel: string | null;
  /** Ascending by offset, without overlap. */
  fields: LayoutField[];
  /** Ascending by offset, without overlap; absent where each field can be moved alone. */
  blocks?: LayoutBlock[] | undefined;
}

/** Compiled code exists for built-in ones only; code for all others is made at run time. */
export type LayoutOrigin =
  | { kind: 'built-in' }
  | { kind: 'file'; file: string }
  | { kind: 'btf'; file: string; struct: string };

export interface LayoutField {
  /** Nested ones with dots. */
  name: string;
  /** From the struct's first byte. */
  offset: number;
  sizeBytes: number;
  role: FieldRole;
  /** The number that each reset stores; where there is none it is a value of the state. */
  value?: number | undefined;
  /** In bytes; where absent it follows from size and offset. */
  alignment?: number | undefined;
}

/** A member that is a struct or a union: the fields in it can only be moved together. */
export interface LayoutBlock {
  /** As a declaration's, or what is in it where it has none. */
  name: string;
  /** From the struct's first byte. */
  offset: number;
  sizeBytes: number;
  /** In bytes. */
  alignment: number;
}
