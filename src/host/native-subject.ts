/** What is written, and where in KVM's ways: words that every request of the addon has. */

/** Paging mode of the guest, which decides what a full reset writes (facts: 22 stores unpaged, 48 with four levels). */
export type GuestMode = 'unpaged' | 'two-level' | 'pae' | 'four-level' | 'five-level';

/** What `root_mmu` is used for: EPT, NPT, shadow paging. */
export type MmuPath = 'tdp' | 'npt' | 'shadow';

/** How much of a call: its stores alone, or the whole of it. */
export type Scope = 'writes' | 'init';

export interface NamedOption {
  name: string;
  description: string;
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

export interface ProbeRequest extends SubjectRequest {
  strategy: string;
  guest: GuestMode;
  /** A full reset if absent, or one that finds its role unchanged. */
  calls?: 'full' | 'early';
}

/** Struct offsets that one reset writes, found by running the compiled code on two opposite fillings. */
export interface WriteProbe {
  /** Byte offsets from the struct's start, ascending. */
  writtenBytes: Uint32Array;
}
