/** Types of the hazard stage: what a strategy leaves stale. */

/** Bytes of one field that differ from the baseline's after the same sequence. */
export interface StaleField {
  mmu: 'root_mmu' | 'nested_mmu';
  field: string;
  /** Of the first differing byte, from the struct's start. */
  offset: number;
  /** That differ, from there on; others may lie between them. */
  bytes: number;
  /** From the first to the last of them, as the baseline leaves it and as the strategy does: hex digits in memory order. */
  expected: string;
  found: string;
}

export interface Hazard {
  strategy: string;
  sequence: string;
  layout: string;
  path: string;
  /** Empty: the strategy leaves what the baseline leaves. */
  stale: StaleField[];
}
