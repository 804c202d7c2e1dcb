/** Where along a boot its time goes: by part, next to the sum that a boot's sample is. */

import type { BootSamples as NativeBootSamples } from '../host/native-jobs.js';
import type { TimelineSamples } from './types.js';

export function timelineOf(
  native: Pick<NativeBootSamples, 'partTicks' | 'transitionsPerPart' | 'rounds'>,
  columns: number,
  transitions: number,
  tscHz: number,
): TimelineSamples {
  const { partTicks, transitionsPerPart, rounds } = native;
  const parts = Math.ceil(transitions / transitionsPerPart);
  const at = (column: number, index: number) => {
    const round = Math.floor(index / parts);
    return (round * columns + column) * parts + (index % parts);
  };
  const ns = Array.from({ length: columns }, (_, column) =>
    Float64Array.from(
      { length: rounds * parts },
      (_, index) => ((partTicks[at(column, index)] ?? Number.NaN) / tscHz) * 1e9,
    ),
  );
  return { transitionsPerPart, parts, ns };
}

/** Rounds of a boot's jobs, one after the other. */
export function appendTimelines(
  before: TimelineSamples | null,
  next: TimelineSamples | null,
): TimelineSamples | null {
  if (before === null || next === null) return next ?? before;
  return {
    ...next,
    ns: before.ns.map((ns, column) => Float64Array.from([...ns, ...(next.ns[column] ?? [])])),
  };
}
