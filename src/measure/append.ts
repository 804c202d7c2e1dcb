/** Jobs of the same cell or boot, one after the other, as one series of rounds. */

import type { Sampled } from './types.js';

export function append<T extends Sampled>(before: T | null, next: T): T {
  if (before === null) return next;
  return {
    ...next,
    columns: before.columns.map((column, index) => ({
      ...column,
      ns: concatenated(column.ns, next.columns[index]?.ns ?? new Float64Array()),
    })),
    rounds: before.rounds + next.rounds,
    disturbances: Uint8Array.from([...before.disturbances, ...next.disturbances]),
    stateCheck: next.stateCheck.reached ? next.stateCheck : before.stateCheck,
    hugePageShare: Math.min(before.hugePageShare, next.hugePageShare),
    wallNs: before.wallNs + next.wallNs,
    busyNs: before.busyNs + next.busyNs,
    repeatedRegions: before.repeatedRegions + next.repeatedRegions,
  };
}

function concatenated(one: Float64Array, other: Float64Array): Float64Array {
  const both = new Float64Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
