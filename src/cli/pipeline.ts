/** The whole line from a plan to a result: where the stages meet. */

import { answer } from '../explain/answer.js';
import { estimate } from '../explain/estimates.js';
import { describeHost, type Host, hostWarnings } from '../host/host.js';
import type { NativeAddon, NativeHost, NativeRegistry } from '../host/native.js';
import { measure, PROGRESS_PER_JOB, type Samples } from '../measure/measure.js';
import { packageVersion } from '../package.js';
import type { Plan } from '../plan/types.js';
import { type CrossCheck, RESULT_SCHEMA, type Result } from '../report/result.js';
import { encodeWorkload } from '../workload/encode.js';
import type { Workload } from '../workload/types.js';
import { loadWorkload } from '../workload/workloads.js';
import { createProgress } from './progress.js';

/** This machine and this build, looked at once. */
export interface Setting {
  addon: NativeAddon;
  registry: NativeRegistry;
  native: NativeHost;
  host: Host;
}

export function inspectSetting(addon: NativeAddon): Setting {
  const native = addon.inspectHost();
  return { addon, registry: addon.registry(), native, host: describeHost(native) };
}

export interface RunContext extends Setting {
  signal: AbortSignal;
  /** As typed, for the record. */
  command: string;
  crossChecks?: CrossCheck[];
}

/** @throws UsageError for a workload that does not exist or cannot be read, before anything is measured */
export async function runPlan(plan: Plan, context: RunContext): Promise<Result> {
  const start = performance.now();
  const workloads = loadWorkloads(plan);
  const samples = await measureWithProgress(plan, workloads, context);
  const fullResets = workloads.get(plan.workload)?.counts.full ?? 0;
  const { cells, boots, noiseFloor } = estimate(
    samples,
    fullResets,
    context.addon,
    context.registry,
  );
  const crossChecks = context.crossChecks ?? [];
  return {
    schema: RESULT_SCHEMA,
    tool: { name: 'kvm-mmu-bench', version: packageVersion(), compiler: context.registry.compiler },
    date: new Date().toISOString(),
    command: context.command,
    complete: samples.complete,
    host: context.host,
    plan,
    cells,
    boots,
    noiseFloor,
    crossChecks,
    answer: answer({
      baseline: context.registry.baseline,
      cells,
      boots,
      noiseFloor,
      workload: { id: plan.workload, full: fullResets },
    }),
    ledger: null,
    wallSeconds: (performance.now() - start) / 1000,
    warnings: [
      ...hostWarnings(context.host),
      ...sampleWarnings(samples),
      ...replayWarnings(samples, workloads),
    ],
  };
}

function loadWorkloads(plan: Plan): Map<string, Workload> {
  const ids = new Set([plan.workload, ...plan.boots.map(({ workload }) => workload)]);
  return new Map([...ids].map((id) => [id, loadWorkload(id)]));
}

async function measureWithProgress(
  plan: Plan,
  workloads: ReadonlyMap<string, Workload>,
  { addon, registry, native, signal }: RunContext,
): Promise<Samples> {
  const progress = createProgress({
    stream: process.stderr,
    total: (plan.cells.length + plan.boots.length) * PROGRESS_PER_JOB,
    label: 'measuring',
  });
  try {
    return await measure(
      plan,
      {
        addon,
        controls: registry,
        tscHz: native.tscHz,
        tscStepTicks: native.tscStepTicks,
        workloads: new Map([...workloads].map(([id, each]) => [id, encodeWorkload(each)])),
      },
      { signal, onProgress: (done, label) => progress.update(done, label) },
    );
  } finally {
    progress.stop();
  }
}

function sampleWarnings({ cells, boots }: Samples): string[] {
  const jobs = [...cells, ...boots];
  const missed = new Map<string, number>();
  for (const { stateCheck } of jobs) {
    if (!stateCheck.reached) missed.set(stateCheck.state, (missed.get(stateCheck.state) ?? 0) + 1);
  }
  const warnings = [...missed].map(
    ([state, times]) =>
      `state ${state} was not reached in ${times} of ` +
      `${jobs.filter(({ stateCheck }) => stateCheck.state === state).length} jobs: ` +
      'their numbers are shown, marked, and left out of the answer; a quieter machine helps',
  );
  const smallest = Math.min(1, ...jobs.map(({ hugePageShare }) => hugePageShare));
  if (smallest < 0.99) {
    warnings.push(
      `the arena had huge pages for ${Math.round(100 * smallest)} % only: TLB misses may be in ` +
        'evicted states; free memory or reserve huge pages',
    );
  }
  return warnings;
}

/** Two ways to decide full or early, in TypeScript and in the replay, have to agree. */
function replayWarnings({ boots }: Samples, workloads: ReadonlyMap<string, Workload>): string[] {
  return boots.flatMap(({ plan, fullResets, earlyResets }) => {
    const counts = workloads.get(plan.workload)?.counts;
    if (counts === undefined || (counts.full === fullResets && counts.early === earlyResets)) {
      return [];
    }
    return [
      `boot ${plan.workload} on ${plan.layout}: the replay made ${fullResets} full and ` +
        `${earlyResets} early resets, the expansion says ${counts.full} and ${counts.early}`,
    ];
  });
}
