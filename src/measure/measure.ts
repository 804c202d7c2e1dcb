/** Carries out a plan: each cell and each boot is one job on the native measuring thread. */

import type { JobRequest, JobSamples, NativeAddon, NativeJob } from '../host/native.js';
import type { BootPlan, CellPlan, Plan } from '../plan/types.js';
import type { EncodedWorkload } from '../workload/encode.js';
import { type Controls, columnsOf, schedule, splitColumns } from './columns.js';
import type { BootSamples, CellSamples } from './types.js';

export interface Bench {
  addon: NativeAddon;
  controls: Controls;
  tscHz: number;
  tscStepTicks: number;
  /** By id; every workload that the plan's boots name. */
  workloads: ReadonlyMap<string, EncodedWorkload>;
}

export interface Watch {
  /** Aborting ends the running job within 100 ms; what it has sampled so far is kept. */
  signal: AbortSignal;
  onProgress(done: number, label: string): void;
}

export interface Samples {
  cells: CellSamples[];
  boots: BootSamples[];
  /** False if aborted before everything planned was measured. */
  complete: boolean;
}

/** Fewer rounds give no interval worth the name; a budget too small for them is overrun. */
const LEAST_ROUNDS = 12;

/** Progress counts jobs in this many parts. */
export const PROGRESS_PER_JOB = 100;

export async function measure(plan: Plan, bench: Bench, watch: Watch): Promise<Samples> {
  const start = performance.now();
  const samples: Samples = { cells: [], boots: [], complete: true };
  const jobs = plan.cells.length + plan.boots.length;
  let done = 0;
  // What a job leaves of its share goes to those after it.
  const share = () => {
    const left = plan.budgetSeconds - (performance.now() - start) / 1000;
    return Math.max(left, 0) / (jobs - done);
  };
  const context = (label: string) => ({
    ...bench,
    seed: plan.seed + done,
    cpu: plan.cpu,
    budgetSeconds: Math.max(share(), 1e-3),
    signal: watch.signal,
    onShare: (part: number) => watch.onProgress((done + part) * PROGRESS_PER_JOB, label),
  });
  for (const cell of plan.cells) {
    if (watch.signal.aborted) break;
    samples.cells.push(await measureCell(cell, context(labelOf(cell))));
    done++;
  }
  for (const boot of plan.boots) {
    if (watch.signal.aborted) break;
    samples.boots.push(await measureBoot(boot, context(labelOf(boot))));
    done++;
  }
  samples.complete = !watch.signal.aborted;
  return samples;
}

interface JobContext extends Bench {
  seed: number;
  cpu: number;
  budgetSeconds: number;
  signal: AbortSignal;
  onShare(part: number): void;
}

async function measureCell(plan: CellPlan, context: JobContext): Promise<CellSamples> {
  const columns = columnsOf(plan.strategies, context.controls);
  const request = { ...jobRequest(plan, columns, context), guest: plan.guest };
  const native = await watched(
    (onRound) => context.addon.startBank(request, onRound),
    plan.rounds,
    context,
  );
  return {
    ...common(native, context, native.resetsPerRegion),
    plan,
    columns: splitColumns(columns, native, context.tscHz, native.resetsPerRegion),
  };
}

async function measureBoot(plan: BootPlan, context: JobContext): Promise<BootSamples> {
  const workload = context.workloads.get(plan.workload);
  if (workload === undefined) throw new Error(`workload ${plan.workload} was not loaded`);
  const columns = columnsOf(plan.strategies, context.controls);
  const request = { ...jobRequest(plan, columns, context), ...workload };
  const native = await watched(
    (onRound) => context.addon.startBoot(request, onRound),
    plan.rounds,
    context,
  );
  return {
    ...common(native, context, 1),
    plan,
    columns: splitColumns(columns, native, context.tscHz, 1),
    transitions: workload.transitions.length,
    fullResets: native.fullResets,
    earlyResets: native.earlyResets,
  };
}

function jobRequest(
  plan: CellPlan | BootPlan,
  columns: ReturnType<typeof columnsOf>,
  context: JobContext,
): JobRequest {
  return {
    layout: plan.layout,
    phase: plan.phase,
    state: plan.state,
    retirement: plan.retirement,
    ...schedule(columns, plan.rounds, context.seed),
    leastRounds: Math.min(plan.rounds, LEAST_ROUNDS),
    budgetNs: context.budgetSeconds * 1e9,
    cpu: context.cpu,
    tscHz: context.tscHz,
  };
}

/** Runs a job, telling its progress, until it ends or the signal ends it. */
async function watched<T>(
  start: (onRound: (done: number) => void) => NativeJob<T>,
  rounds: number,
  { signal, onShare, budgetSeconds }: JobContext,
): Promise<T> {
  const began = performance.now();
  const job = start((done) => {
    const spent = (performance.now() - began) / 1000 / budgetSeconds;
    onShare(Math.min(1, Math.max(done / rounds, spent)));
  });
  signal.addEventListener('abort', job.cancel, { once: true });
  try {
    return await job.samples;
  } finally {
    signal.removeEventListener('abort', job.cancel);
  }
}

function common(native: JobSamples, context: JobContext, unitsPerRegion: number) {
  const { rounds, stateCheck, hugePageShare, pinnedCpu, wallNs, busyNs, involuntarySwitches } =
    native;
  return {
    rounds,
    resolutionNs: (context.tscStepTicks / context.tscHz / unitsPerRegion) * 1e9,
    stateCheck,
    hugePageShare,
    pinnedCpu,
    wallNs,
    busyNs,
    involuntarySwitches,
  };
}

function labelOf(plan: CellPlan | BootPlan): string {
  const where = `${plan.layout} ${plan.state} ${plan.retirement}`;
  return 'workload' in plan ? `boot ${plan.workload} ${where}` : `${where} ${plan.guest}`;
}
