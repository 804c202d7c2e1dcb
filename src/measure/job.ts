/** One job on the native measuring thread: so many rounds of one cell or boot. */

import type { NativeAddon, NativeRegistry } from '../host/native.js';
import {
  type BankSamples,
  DISTURBANCES,
  type JobRequest,
  type JobSamples,
  type NativeJob,
} from '../host/native-jobs.js';
import { programsRequest } from '../layout/programs/run-time-layout.js';
import type { Layout } from '../layout/types.js';
import { type BootPlan, type CellPlan, RECORDED } from '../plan/types.js';
import type { EncodedWorkload } from '../workload/encode.js';
import { workloadKey } from '../workload/key.js';
import { type Controls, columnsOf, schedule, splitColumns } from './columns.js';
import { countedOf } from './counted.js';
import { timelineOf } from './timeline.js';
import type { BootSamples, CellSamples, Column, Sampled } from './types.js';

export interface Bench {
  addon: NativeAddon;
  registry: Controls & Pick<NativeRegistry, 'layouts' | 'strategies' | 'programSteps'>;
  /** Of the plan, those whose code is made at run time. */
  layouts: readonly Layout[];
  tscHz: number;
  tscStepTicks: number;
  /** By workloadKey; every workload that the plan's boots name. */
  workloads: ReadonlyMap<string, EncodedWorkload>;
}

export interface JobLimits {
  seed: number;
  cpu: number;
  rounds: number;
  leastRounds: number;
  budgetSeconds: number;
  /** Events to count; cells only. */
  counters?: readonly string[];
}

/** The native side takes none with a footprint, but a request has one. */
const UNUSED_STATE = 'hot';

/** The cache state was not proven: as good a reason to set a round aside as an interruption. */
const STATE_MISSED = 1 << DISTURBANCES.indexOf('stateMissed');

/** Aborting ends the job within 100 ms; what it has sampled so far is kept. */
export interface JobWatch {
  signal: AbortSignal;
  onRound(done: number): void;
}

/** @param columns other than the plan's strategies with their controls; with the cycles injected into each */
export async function runCell(
  plan: CellPlan,
  bench: Bench,
  limits: JobLimits,
  watch: JobWatch,
  columns: readonly (Column & { injectedCycles?: number })[] = columnsOf(
    plan.strategies,
    bench.registry,
  ),
): Promise<CellSamples> {
  const request = {
    ...jobRequest(plan, columns, bench, limits),
    ...injection(columns.map(({ injectedCycles }) => injectedCycles)),
    counters: [...(limits.counters ?? [])],
  };
  const native = await watched((onRound) => startCell(plan, request, bench, onRound), watch);
  return {
    ...sampled(native, columns, bench, native.resetsPerRegion),
    plan,
    counted: countedOf(native, limits.counters ?? [], columns.length),
  };
}

/** Of a layout that was not compiled, code is made now. */
function startCell(
  plan: CellPlan,
  request: Omit<JobRequest, 'layout'>,
  { addon, registry, layouts }: Bench,
  onRound: (done: number) => void,
): NativeJob<BankSamples> {
  const { layout, path, scope, rules, guest, calls } = plan;
  const made = layouts.find(({ name }) => name === layout);
  if (made !== undefined) {
    const programs = programsRequest(made, request.columns, registry);
    return addon.startPrograms({ ...request, ...programs }, onRound);
  }
  return addon.startBank(
    { ...request, layout, path, scope, ...(rules === null ? {} : { rules }), guest, calls },
    onRound,
  );
}

export async function runBoot(
  plan: BootPlan,
  bench: Bench,
  limits: JobLimits,
  watch: JobWatch,
): Promise<BootSamples> {
  const workload = bench.workloads.get(workloadKey(plan));
  if (workload === undefined) throw new Error(`workload ${workloadKey(plan)} was not loaded`);
  const columns = columnsOf(plan.strategies, bench.registry);
  const { footprint, ...script } = workload;
  const { layout, path, scope, rules } = plan;
  const request = {
    ...jobRequest(plan, columns, bench, limits),
    ...{ layout, path, scope, rules },
    ...script,
    ...guestBetween(plan, footprint),
    vcpus: plan.vcpus,
    threads: plan.threads,
  };
  const native = await watched((onRound) => bench.addon.startBoot(request, onRound), watch);
  return {
    ...sampled(native, columns, bench, 1),
    plan,
    transitions: workload.transitions.length,
    fullResets: native.fullResets,
    earlyResets: native.earlyResets,
    lineLevels: native.lineLevels,
    timeline: timelineOf(native, columns.length, workload.transitions.length, bench.tscHz),
  };
}

/** A recorded guest takes the place of a cache state. */
function guestBetween(plan: BootPlan, footprint: Uint32Array | null) {
  if (plan.state !== RECORDED) return {};
  if (footprint === null) throw new Error(`${plan.workload} has no recorded work`);
  return { state: UNUSED_STATE, footprint };
}

function jobRequest(
  plan: CellPlan | BootPlan,
  columns: readonly Column[],
  bench: Bench,
  limits: JobLimits,
): Omit<JobRequest, 'layout'> {
  return {
    phase: plan.phase,
    state: plan.state,
    retirement: plan.retirement,
    ...schedule(columns, limits.rounds, limits.seed),
    leastRounds: limits.leastRounds,
    budgetNs: limits.budgetSeconds * 1e9,
    cpu: limits.cpu,
    tscHz: bench.tscHz,
  };
}

function injection(cycles: readonly (number | undefined)[]): Pick<JobRequest, 'injectedCycles'> {
  if (cycles.every((each) => each === undefined)) return {};
  return { injectedCycles: Uint16Array.from(cycles, (each) => each ?? 0) };
}

/** A native job that ends when the signal says so. */
export async function watched<T>(
  start: (onRound: (done: number) => void) => NativeJob<T>,
  { signal, onRound }: JobWatch,
): Promise<T> {
  const job = start(onRound);
  signal.addEventListener('abort', job.cancel, { once: true });
  try {
    return await job.samples;
  } finally {
    signal.removeEventListener('abort', job.cancel);
  }
}

function sampled(
  native: JobSamples,
  columns: readonly Column[],
  bench: Bench,
  unitsPerRegion: number,
): Sampled {
  const { ticks: _, ...rest } = native;
  return {
    ...rest,
    disturbances: native.disturbances.map((flags) =>
      native.stateCheck.reached ? flags : flags | STATE_MISSED,
    ),
    columns: splitColumns(columns, native, bench.tscHz, unitsPerRegion),
    resolutionNs: (bench.tscStepTicks / bench.tscHz / unitsPerRegion) * 1e9,
    lineLevels: null,
    counted: null,
    timeline: null,
    stopped: 'rounds',
  };
}
