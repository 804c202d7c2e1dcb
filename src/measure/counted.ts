/** Counts of a job, by column and event. */

import type { BankSamples } from '../host/native-jobs.js';
import type { Counted } from './types.js';

export function countedOf(
  { counters, resetsPerRegion }: Pick<BankSamples, 'counters' | 'resetsPerRegion'>,
  events: readonly string[],
  columns: number,
): Counted {
  const { counts, draws, timeShare } = counters;
  const perReset = Array.from({ length: columns }, (_, column) =>
    events.map((__, event) =>
      Array.from({ length: draws }, (___, draw) => {
        const at = (draw * columns + column) * events.length + event;
        return (counts[at] ?? Number.NaN) / resetsPerRegion;
      }),
    ),
  );
  return { events, perReset, timeShare };
}

interface WithCounts {
  counted: Counted | null;
  wallNs: number;
}

/** One job after the other; the share of time is that of both, by their length. */
export function appendCounted(before: WithCounts, next: WithCounts): Counted | null {
  if (before.counted === null || next.counted === null) return next.counted ?? before.counted;
  const wallNs = before.wallNs + next.wallNs;
  const shared = before.counted.timeShare * before.wallNs + next.counted.timeShare * next.wallNs;
  const { perReset } = next.counted;
  return {
    events: next.counted.events,
    perReset: before.counted.perReset.map((byEvent, column) =>
      byEvent.map((series, event) => [...series, ...(perReset[column]?.[event] ?? [])]),
    ),
    timeShare: wallNs > 0 ? shared / wallNs : 0,
  };
}
