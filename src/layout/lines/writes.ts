/** What one full reset writes, as observed by running the compiled code, and which cache lines that dirties. */

import type { Probe, ProbedPlace } from './probe.js';

export const CACHE_LINE_BYTES = 64;

export interface Writes {
  bytesWritten: number;
  /** With the struct at the given phase. */
  linesDirtied: number;
}

/** Distinct lines, counted from the one that the struct's first byte is in. */
export function linesOf(offsets: ArrayLike<number>, phase: number): Set<number> {
  return new Set(Array.from(offsets, (at) => Math.floor((phase + at) / CACHE_LINE_BYTES)));
}

export function observeWrites(
  probe: Probe,
  { phase, ...place }: ProbedPlace & { phase: number },
  strategy: string,
): Writes {
  const writtenBytes = probe(place, strategy);
  return {
    bytesWritten: writtenBytes.length,
    linesDirtied: linesOf(writtenBytes, phase).size,
  };
}
