/** What a recording says of the calls of kvm_init_mmu. */

export interface RecordedCalls {
  calls: number;
  /** Null where the way records no times, or no call was timed. */
  ns: CallNs | null;
  /** The recorder dropped something: counts are lower bounds. */
  lost: boolean;
}

/** Times of calls as the tracer saw them: they hold a part of its own work. */
export interface CallNs {
  /** Calls that both ends were seen of. */
  timed: number;
  mean: number;
  /** Null where only sums are kept. */
  quantiles: { least: number; median: number; ninetieth: number; most: number } | null;
  /** Bounds inclusive, null where a bucket is open; null where only sums or single calls are kept. */
  histogram: readonly { low: number | null; high: number | null; calls: number }[] | null;
}

export function callNsOf(durations: readonly number[]): CallNs | null {
  if (durations.length === 0) return null;
  const sorted = Float64Array.from(durations).sort();
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
  return {
    timed: sorted.length,
    mean: sorted.reduce((sum, ns) => sum + ns, 0) / sorted.length,
    quantiles: {
      least: sorted[0] ?? Number.NaN,
      median: at(0.5),
      ninetieth: at(0.9),
      most: at(1),
    },
    histogram: null,
  };
}

/** How trace-cmd and perf say in a text that events are missing. */
const LOSS = /\[LOST \d+ EVENTS\]|\[EVENTS DROPPED\]|\bPERF_RECORD_LOST(?:_SAMPLES)?\b/;
/** At the begin of ftrace's own file: what is still there of what was written. */
const IN_BUFFER = /^# entries-in-buffer\/entries-written: (\d+)\/(\d+)/m;

export function hasLosses(text: string): boolean {
  const [, kept, written] = IN_BUFFER.exec(text) ?? [];
  return kept !== written || LOSS.test(text);
}
