/** From the counts of runs to counts per call, with intervals. */

import { excerpt } from '../errors.js';
import { pairedInterval } from '../stats/paired.js';
import type { ConfidentInterval } from '../stats/types.js';
import { type Count, plainEventName } from './stat-output.js';
import type { StatCell, StatCount, StatEvent, StatPlace } from './stat-types.js';

/** What kvm-mmu-replay printed of itself. */
export interface ReplayReport {
  /** Whole regions: a little more than asked for. */
  resets: number;
  nsPerReset: number;
  reached: boolean;
}

export interface ReplayRun extends ReplayReport {
  strategy: string;
  repetition: number;
  /** What was counted in this run. */
  events: readonly string[];
  counts: ReadonlyMap<string, Count>;
}

/** @throws Error if this is not kvm-mmu-replay's last line: its build does not fit this one */
export function parseReplay(stdout: string): ReplayReport {
  const found =
    /: (\d{1,15}) resets, (\d{1,15}(?:\.\d+)?) ns each, state (reached|NOT reached)\s*$/.exec(
      stdout,
    );
  if (found === null) throw new Error(`kvm-mmu-replay printed ${excerpt(stdout)}`);
  const [, resets, nsPerReset, state] = found;
  return { resets: Number(resets), nsPerReset: Number(nsPerReset), reached: state === 'reached' };
}

/** @param columns the control first */
export function summarise(
  place: StatPlace,
  columns: readonly string[],
  events: readonly StatEvent[],
  runs: readonly ReplayRun[],
): StatCell[] {
  const [control = '', ...strategies] = columns;
  return strategies.map((strategy) => {
    const pairs = pairsOf(strategy, control, runs);
    const both = pairs.flat();
    return {
      layout: place.layout,
      state: place.state,
      retirement: place.retirement,
      strategy,
      resetsPerRun: Math.min(...both.map(({ resets }) => resets)),
      reached: both.every(({ reached }) => reached),
      timedNsPerCall: difference(pairs, ({ nsPerReset }) => nsPerReset),
      counts: events.map((event) => countPerCall(event, pairs)),
    };
  });
}

/** A strategy's run and the control's of the same repetition and the same events. */
type Pair = readonly [run: ReplayRun, control: ReplayRun];

function pairsOf(strategy: string, control: string, runs: readonly ReplayRun[]): Pair[] {
  const key = ({ repetition, events }: ReplayRun) => `${repetition} ${events.join(',')}`;
  const controls = new Map(
    runs.filter((run) => run.strategy === control).map((run) => [key(run), run]),
  );
  return runs.flatMap((run): Pair[] => {
    const other = run.strategy === strategy ? controls.get(key(run)) : undefined;
    return other === undefined ? [] : [[run, other]];
  });
}

function countPerCall({ quantity, event, reason }: StatEvent, pairs: readonly Pair[]): StatCount {
  const absent = (why: string): StatCount => ({
    quantity,
    perCall: null,
    percentRunning: null,
    reason: why,
  });
  if (event === null || reason !== null) return absent(reason ?? 'no event');
  const its = pairs.filter(([{ events }]) => events.includes(event));
  const name = plainEventName(event);
  const counts = its.flat().map((run) => run.counts.get(name));
  const missing = counts.filter((count) => count === undefined || count.value === null);
  if (missing.length > 0) {
    const why = missing[0]?.reason ?? 'perf printed no count';
    return absent(`${why} in ${missing.length} of ${counts.length} runs`);
  }
  return {
    quantity,
    perCall: difference(its, ({ counts: all, resets }) => (all.get(name)?.value ?? NaN) / resets),
    percentRunning: Math.min(...counts.map((count) => count?.percentRunning ?? NaN)),
    reason: null,
  };
}

function difference(pairs: readonly Pair[], read: (run: ReplayRun) => number): ConfidentInterval {
  const { estimate, low, high, confidence } = pairedInterval(
    pairs.map(([run]) => read(run)),
    pairs.map(([, control]) => read(control)),
  );
  return { estimate, low, high, confidence };
}
