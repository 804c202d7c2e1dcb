/** Counts of the CPU per call of each strategy, by `perf stat` on kvm-mmu-replay. */

import { UsageError } from '../errors.js';
import { latinOrder } from '../stats/latin-square.js';
import { seededRandom } from '../stats/random.js';
import { type Replay, replayArguments, replayPath } from './replay.js';
import { findEvents } from './stat-events.js';
import { parseReplay, type ReplayRun, summarise } from './stat-per-call.js';
import { flyPilot, REPETITIONS, type RunTime, resetsPerRun } from './stat-plan.js';
import { failureReason, type Perf, readParanoid, runStat } from './stat-run.js';
import type { StatCell, StatPlace, StatResult } from './stat-types.js';

export interface StatRequest {
  places: readonly StatPlace[];
  strategies: readonly string[];
  /** The strategy that does nothing, whose counts are the harness's. */
  control: string;
  /** Null: as many as the time allows. */
  resets: number | null;
  /** -1: the last allowed one. */
  cpu: number;
  cpuVendor: string;
  countersUnavailable: string | null;
  /** Called before each run. */
  onProgress: (done: number, total: number, label: string) => void;
}

const SEED = 600;

const HOT = 'hot';
/** Perf counts the whole process, and only in the hot state is the rest of it alike. */
const EVICTED_WARNING =
  'in states other than hot the work between calls is not the same: a line that a call has fetched ' +
  'is near when the next region is prepared, but empty leaves it far away, so perf counts fewer ' +
  'misses and cycles per call than the call has; the timed ns have no such fault';

/**
 * Runs everything.
 *
 * Per call = (counts of the strategy - counts of empty) / resets, both runs of the same repetition
 * and of equally many resets. What a process does once drops out of the difference: it calibrates
 * clocks and fills its arena before it looks at the strategy, so the expected counts of that part are
 * the same. It need not be removed from each side by runs of N and 2 N resets: that would only
 * take more of these runs, whose fixed parts vary, into each value (variance 4 s²/N² instead of
 * 2 s²/N²). The variation that is left is in the interval.
 *
 * @throws AbortError if aborted: an incomplete comparison is none
 * @throws UsageError where perf cannot count anything, or kvm-mmu-replay is missing
 */
export async function countStrategies(
  perf: Perf,
  request: StatRequest,
): Promise<Omit<StatResult, 'skipped'>> {
  const { places, strategies, control, cpu, cpuVendor, countersUnavailable } = request;
  const [place] = places;
  const [strategy] = strategies;
  if (place === undefined || strategy === undefined) throw new RangeError('nothing to count');
  const found = await findEvents(perf, {
    cpuVendor,
    countersUnavailable,
    shortCommand: [replayPath(), '--help'],
    command: replayCommand({ ...place, strategy, resets: 1, cpu }),
  });
  const columns = [control, ...strategies];
  const runsPerPlace = columns.length * found.groups.length * REPETITIONS;
  const cells: StatCell[] = [];
  for (const [index, at] of places.entries()) {
    const progress = (done: number, label: string) =>
      request.onProgress(index * runsPerPlace + done, places.length * runsPerPlace, label);
    progress(0, `${at.state} (trying)`);
    const timed = (resets: number) => timeRun(perf, found.groups, { ...at, strategy, resets, cpu });
    const resets = request.resets ?? resetsPerRun(await flyPilot(timed), runsPerPlace);
    const runs = await runPlace(perf, found.groups, columns, { ...at, resets, cpu }, progress);
    cells.push(...summarise(at, columns, found.events, runs));
  }
  const warnings = places.some(({ state }) => state !== HOT) ? [EVICTED_WARNING] : [];
  return { perf: perf.version, repetitions: REPETITIONS, ...found, cells, warnings };
}

async function timeRun(perf: Perf, groups: readonly string[][], replay: Replay): Promise<RunTime> {
  const start = performance.now();
  const { counts } = await runReplay(perf, groups[0] ?? [], replay);
  const wallSeconds = (performance.now() - start) / 1000;
  const cpuNs = counts.get('task-clock')?.value;
  return { wallSeconds, cpuSeconds: typeof cpuNs === 'number' ? cpuNs / 1e9 : wallSeconds };
}

/** All runs of a place, repetition by repetition: what drifts meets all strategies alike. */
async function runPlace(
  perf: Perf,
  groups: readonly string[][],
  columns: readonly string[],
  replay: Omit<Replay, 'strategy'>,
  progress: (done: number, label: string) => void,
): Promise<ReplayRun[]> {
  const order = latinOrder(columns.length, REPETITIONS * groups.length, seededRandom(SEED));
  const runs: ReplayRun[] = [];
  for (const [step, column] of order.entries()) {
    const round = Math.floor(step / columns.length);
    const group = groups[round % groups.length] ?? [];
    const strategy = columns[column] ?? '';
    progress(step, `${strategy} ${replay.state ?? ''}`);
    const repetition = Math.floor(round / groups.length);
    runs.push({
      strategy,
      repetition,
      events: group,
      ...(await runReplay(perf, group, { ...replay, strategy })),
    });
  }
  return runs;
}

async function runReplay(perf: Perf, events: readonly string[], replay: Replay) {
  const run = await runStat(perf, events, replayCommand(replay));
  if (!('failed' in run)) return { counts: run.counts, ...parseReplay(run.stdout) };
  const { code, stderr } = run.failed;
  const [, said] = /^kvm-mmu-replay: (.*)$/m.exec(stderr) ?? [];
  if (said !== undefined) throw new Error(`kvm-mmu-replay failed: ${said}`);
  const reason = failureReason(events.join(','), stderr, readParanoid());
  throw new UsageError(`perf stat ended with ${code ?? 'a signal'}: ${reason}`);
}

function replayCommand(replay: Replay): string[] {
  return [replayPath(), ...replayArguments(replay)];
}
