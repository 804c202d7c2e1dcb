/** What one full reset writes, as observed by running the compiled code, and which cache lines that dirties. */

import type { NativeAddon, ProbeRequest } from '../host/native.js';

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
  addon: NativeAddon,
  where: Pick<ProbeRequest, 'layout' | 'path' | 'guest' | 'calls'> & { phase: number },
  strategy: string,
): Writes {
  const { phase: _, ...probed } = where;
  const { writtenBytes } = addon.probeWrites({ ...probed, strategy });
  return {
    bytesWritten: writtenBytes.length,
    linesDirtied: linesOf(writtenBytes, where.phase).size,
  };
}
