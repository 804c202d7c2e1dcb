/**
 * benny runs every strategy over whole boots, and native timing of the same batches is set beside it.
 *
 * benny is the runner that people know, not the instrument: it runs one case after the other, times
 * JavaScript closures only, and keeps a mean per cycle. That the two agree is what it is here for.
 */

import benny from 'benny';
import type { NativeAddon } from '../src/host/native.js';
import type { BootBatch } from '../src/host/native-jobs.js';
import type { CrossCheck } from '../src/report/result.js';
import { encodeWorkload } from '../src/workload/encode.js';
import type { Workload } from '../src/workload/types.js';

export interface BennyRequest {
  addon: NativeAddon;
  layout: string;
  phase: number;
  strategies: readonly string[];
  workload: Workload;
  tscHz: number;
  cpu: number;
  secondsPerStrategy: number;
  /** After each strategy. */
  onCase(done: number, strategy: string): void;
}

/** A call into the addon costs some 50 ns: over this long a batch that is well below 1 %. */
const LEAST_BATCH_NS = 20_000;
const RUNS_TO_JUDGE = 20;

/** Shorter than a time slice, so that some cycles are undisturbed on a busy machine. */
const CYCLE_SECONDS = 0.002;

interface Case {
  strategy: string;
  boots: number;
  batch: BootBatch;
}

export async function runBenny(request: BennyRequest): Promise<CrossCheck[]> {
  const cases = request.strategies.map((strategy) => makeCase(strategy, request));
  const native = new Map<string, number>();
  const summary = await withLogOnStderr(() =>
    benny.suite(
      `whole boots of ${request.workload.id}, ${request.layout}`,
      ...cases.map(({ strategy, batch }) => benny.add(strategy, () => void batch.run())),
      // Right after benny's own turn, at the clock frequency that it left.
      benny.cycle(({ name }) => {
        const done = cases.find(({ strategy }) => strategy === name);
        if (done === undefined) return;
        native.set(name, quickestMicroseconds(done, request));
        request.onCase(native.size, name);
      }),
      benny.configure({
        cases: { minTime: CYCLE_SECONDS, maxTime: request.secondsPerStrategy, delay: 0 },
      }),
    ),
  );
  return summary.results.map(({ name, details }) => {
    const boots = cases.find(({ strategy }) => strategy === name)?.boots ?? 1;
    const bennyMicroseconds = (details.min / boots) * 1e6;
    const nativeMicroseconds = native.get(name) ?? Number.NaN;
    return {
      strategy: name,
      layout: request.layout,
      workload: request.workload.id,
      bennyMicrosecondsPerBoot: bennyMicroseconds,
      nativeMicrosecondsPerBoot: nativeMicroseconds,
      gapPercent: 100 * (bennyMicroseconds / nativeMicroseconds - 1),
    };
  });
}

/** As many boots as fill the least batch, doubling until they do. */
function makeCase(strategy: string, request: BennyRequest): Case {
  const { guestStates, resets } = encodeWorkload(request.workload);
  const { layout, phase } = request;
  for (let boots = 1; ; boots *= 2) {
    const batch = request.addon.createBatch({
      layout,
      phase,
      strategy,
      boots,
      guestStates,
      resets,
    });
    const quickest = Math.min(...batch.time(RUNS_TO_JUDGE, request.cpu)) / (request.tscHz / 1e9);
    if (quickest >= LEAST_BATCH_NS) return { strategy, boots, batch };
  }
}

/**
 * The quickest cycle, as long as benny's cycles and looked for as long: what else the machine does only
 * ever adds, and finds its way into a longer cycle more surely.
 */
function quickestMicroseconds({ batch, boots }: Case, request: BennyRequest): number {
  const { tscHz, cpu, secondsPerStrategy } = request;
  const runTicks = Math.min(...batch.time(RUNS_TO_JUDGE, cpu));
  const runsPerCycle = Math.max(1, Math.round((CYCLE_SECONDS * tscHz) / runTicks));
  const runs = runsPerCycle * Math.max(1, Math.round(secondsPerStrategy / CYCLE_SECONDS));
  const ticks = batch.time(runs, cpu);
  let quickest = Number.POSITIVE_INFINITY;
  for (let first = 0; first < runs; first += runsPerCycle) {
    const cycle = ticks.subarray(first, first + runsPerCycle);
    quickest = Math.min(quickest, cycle.reduce((sum, each) => sum + each, 0) / cycle.length);
  }
  return (quickest / tscHz / boots) * 1e6;
}

/** `suite` announces itself with console.log, and stdout belongs to the result. */
async function withLogOnStderr<T>(action: () => Promise<T>): Promise<T> {
  const { log } = console;
  console.log = console.error;
  try {
    return await action();
  } finally {
    console.log = log;
  }
}
