/** Jobs of the same cell or boot, one after the other, as one series of rounds. */

import type { LineLevels } from '../host/native-jobs.js';
import { appendCounted } from './counted.js';
import { appendTimelines } from './timeline.js';
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
    lineLevels: bothLevels(before.lineLevels, next.lineLevels),
    counted: appendCounted(before, next),
    timeline: appendTimelines(before.timeline, next.timeline),
  };
}

/** Looks add up where they could tell the same levels apart; else those that could tell more stay. */
function bothLevels(before: LineLevels | null, next: LineLevels | null): LineLevels | null {
  if (before === null || next === null) return next ?? before;
  if (before.apart.join() !== next.apart.join()) {
    const apart = ({ apart: pairs }: LineLevels) => pairs.filter(Boolean).length;
    return apart(next) > apart(before) ? next : before;
  }
  const sum = (one: readonly number[], other: readonly number[]) =>
    one.map((looks, index) => looks + (other[index] ?? 0));
  return {
    ...next,
    enter: sum(before.enter, next.enter),
    rsm: sum(before.rsm, next.rsm),
    passes: before.passes + next.passes,
  };
}

function concatenated(one: Float64Array, other: Float64Array): Float64Array {
  const both = new Float64Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
