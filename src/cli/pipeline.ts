/** The whole line from a plan to a result: where the stages meet. */

import { excerpt, UsageError } from '../errors.js';
import { answer } from '../explain/answer.js';
import { countDisturbances, countingShare, measuringShare } from '../explain/disturbances.js';
import { estimate } from '../explain/estimates.js';
import type { CellEstimate } from '../explain/types.js';
import { widthInTargets } from '../explain/width.js';
import { findHazards } from '../hazard/hazards.js';
import type { Hazard } from '../hazard/types.js';
import { fingerprint } from '../host/fingerprint.js';
import { describeHost, type Host, hostWarnings } from '../host/host.js';
import type { NativeAddon, NativeHost, NativeRegistry } from '../host/native.js';
import { mapLines } from '../layout/line-map.js';
import { measure, type Samples } from '../measure/measure.js';
import type { Sampled } from '../measure/types.js';
import { packageVersion } from '../package.js';
import type { Means } from '../plan/plan.js';
import { type BootPlan, type Plan, RECORDED } from '../plan/types.js';
import { type CrossCheck, RESULT_SCHEMA, type Result } from '../report/result.js';
import { usableRounds } from '../stats/rounds.js';
import { encodeWorkload } from '../workload/encode.js';
import { workloadKey } from '../workload/key.js';
import { DEFAULT_RULES } from '../workload/rules.js';
import type { Workload } from '../workload/types.js';
import { listWorkloads, loadWorkload } from '../workload/workloads.js';
import { createProgress } from './progress.js';

const PROGRESS_STEPS = 1000;

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

/** What a plan may choose from. */
export function meansOf({ addon, registry, native }: Setting): Means {
  return {
    registry,
    counterEvents: addon.counterEvents(),
    allowedCpus: native.allowedCpus,
    workloads: listWorkloads().map(({ id }) => id),
  };
}

export interface RunContext extends Setting {
  signal: AbortSignal;
  /** As typed, for the record. */
  command: string;
  /** From loadWorkloads(plan). */
  workloads: ReadonlyMap<string, Workload>;
  crossChecks?: CrossCheck[];
}

export async function runPlan(plan: Plan, context: RunContext): Promise<Result> {
  const start = performance.now();
  const { workloads } = context;
  const samples = await measureWithProgress(plan, workloads, context);
  const resets = (rules: string) =>
    workloads.get(workloadKey({ workload: plan.workload, rules }))?.counts ?? { full: 0, early: 0 };
  const { cells, boots, noiseFloor } = estimate(
    samples,
    resets,
    context.addon,
    context.registry,
    plan.uncounted,
  );
  const crossChecks = context.crossChecks ?? [];
  const jobs = [...samples.cells, ...samples.boots];
  return {
    ...emptyResult(plan, context),
    complete: samples.complete,
    cells,
    boots,
    noiseFloor,
    crossChecks,
    hazards: hazardsOf(plan, context),
    lineMaps: mapLines(context.addon, context.registry, plan.cells),
    answer: answer({
      baseline: context.registry.baseline,
      cells,
      boots,
      workload: { id: plan.workload, full: resets(plan.cells[0]?.rules ?? DEFAULT_RULES).full },
    }),
    wallSeconds: (performance.now() - start) / 1000,
    disturbances: countDisturbances(jobs),
    measuringShare: measuringShare(jobs),
    countingShare: countingShare(samples.cells),
    warnings: [
      ...hostWarnings(context.host),
      ...stateWarnings(jobs),
      ...noiseWarnings(jobs, context.host),
      ...emptyWarnings(cells),
      ...replayWarnings(samples, workloads),
      ...workloadNotes(workloads),
    ],
  };
}

/** What every result says, whatever was measured. */
export function emptyResult(
  plan: Plan,
  { host, registry, command }: Pick<RunContext, 'host' | 'registry' | 'command'>,
): Result {
  return {
    schema: RESULT_SCHEMA,
    tool: { name: 'kvm-mmu-bench', version: packageVersion(), compiler: registry.compiler },
    date: new Date().toISOString(),
    command,
    complete: true,
    host,
    plan,
    cells: [],
    boots: [],
    noiseFloor: [],
    crossChecks: [],
    hazards: [],
    lineMaps: [],
    answer: [],
    hypotheses: [],
    ledger: null,
    sweep: [],
    crossings: [],
    between: [],
    conclusion: [],
    wallSeconds: 0,
    disturbances: countDisturbances([]),
    measuringShare: 0,
    countingShare: 0,
    fingerprint: fingerprint(),
    warnings: hostWarnings(host),
  };
}

/** Of the first place: a strategy's faults are not the layout's. */
function hazardsOf(plan: Plan, { addon, registry }: RunContext): Hazard[] {
  const [first] = [...plan.cells, ...plan.boots];
  if (first === undefined) return [];
  const strategies = [...plan.cells, ...plan.boots].flatMap((each) => each.strategies);
  return findHazards(addon, registry, { layout: first.layout, path: first.path, strategies });
}

/** By workloadKey. @throws UsageError for a workload that does not exist or cannot be read */
export async function loadWorkloads(plan: Plan): Promise<Map<string, Workload>> {
  const cells = plan.cells.map(({ rules }) => ({ workload: plan.workload, rules }));
  const wanted = [...cells, ...plan.boots];
  const loaded = new Map<string, Workload>();
  for (const { workload, rules } of wanted) {
    const key = workloadKey({ workload, rules });
    if (!loaded.has(key)) loaded.set(key, await loadWorkload(workload, rules));
  }
  for (const { id, counts } of loaded.values()) {
    if (counts.calls > 0) continue;
    throw new UsageError(`workload ${excerpt(id)} makes no resets: nothing to measure`);
  }
  return loaded;
}

/** @throws UsageError for a boot beside a guest of which nothing was recorded */
export function requireRecordings(plan: Plan, workloads: ReadonlyMap<string, Workload>): void {
  const lacking = plan.boots.find((boot) => !hasItsRecording(boot, workloads));
  if (lacking === undefined) return;
  throw new UsageError(
    `--state ${RECORDED} needs a workload whose guest's work was recorded, which ` +
      `${excerpt(lacking.workload)} has not; see trace list`,
  );
}

/** In a chosen state, or with the guest's work before every transition known. */
export function hasItsRecording(boot: BootPlan, workloads: ReadonlyMap<string, Workload>): boolean {
  const transitions = workloads.get(workloadKey(boot))?.transitions ?? [];
  return boot.state !== RECORDED || transitions.every(({ work }) => work !== null);
}

async function measureWithProgress(
  plan: Plan,
  workloads: ReadonlyMap<string, Workload>,
  { addon, registry, native, signal }: RunContext,
): Promise<Samples> {
  const progress = createProgress({
    stream: process.stderr,
    total: PROGRESS_STEPS,
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
        workloads: new Map([...workloads].map(([key, each]) => [key, encodeWorkload(each)])),
      },
      (samples) => widthInTargets(samples, plan.targetCiNs),
      {
        signal,
        onProgress: (share, label) => progress.update(Math.round(share * PROGRESS_STEPS), label),
      },
    );
  } finally {
    progress.stop();
  }
}

function stateWarnings(jobs: readonly Sampled[]): string[] {
  const missed = jobs.map(({ stateCheck }) => stateCheck).filter(({ reached }) => !reached);
  const warnings = [...new Set(missed.map(({ state }) => state))].map((state) => {
    const inState = jobs.filter(({ stateCheck }) => stateCheck.state === state);
    const times = missed.filter((check) => check.state === state).length;
    return (
      `state ${state} was not reached in ${times} of ${inState.length} cells and boots: their ` +
      'numbers are shown, marked, and left out of the answer; a quieter machine helps'
    );
  });
  const smallest = Math.min(1, ...jobs.map(({ hugePageShare }) => hugePageShare));
  if (smallest < 0.99) {
    warnings.push(
      `the arena had huge pages for ${Math.round(100 * smallest)} % only: TLB misses may be in ` +
        'evicted states; free memory or reserve huge pages',
    );
  }
  return warnings;
}

function noiseWarnings(jobs: readonly Sampled[], { allowedCpus }: Host): string[] {
  const noisy = jobs.filter(
    ({ stateCheck, disturbances }) => stateCheck.reached && usableRounds(disturbances).tooNoisy,
  ).length;
  if (noisy === 0) return [];
  const remedy =
    allowedCpus.length > 1
      ? 'give --cpu one that nothing else runs on, or stop what competes for it'
      : 'allow a second CPU, or stop what competes for this one';
  return [
    `too noisy: in ${noisy} of ${jobs.length} cells and boots the thread was interrupted in nearly ` +
      `every round, so nothing there is resolved; ${remedy}`,
  ];
}

/** Stores that cost nothing in a cell were removed, or hidden by something else: either way, say so. */
function emptyWarnings(cells: readonly CellEstimate[]): string[] {
  return cells
    .filter(({ tooNoisy, stateCheck }) => !tooNoisy && stateCheck.reached)
    .filter(({ distinctFromEmpty }) => !distinctFromEmpty)
    .map(
      ({ strategy, layout, guest, path, scope, calls, state, retirement }) =>
        `${strategy} cannot be told from a function that does nothing in ` +
        `${[layout, guest, path, scope, calls, state, retirement].join(', ')}`,
    );
}

/** What had to be assumed of a user's trace; once, whichever rules it was loaded for. */
function workloadNotes(workloads: ReadonlyMap<string, Workload>): string[] {
  return [
    ...new Set(
      [...workloads.values()].flatMap(({ id, notes = [] }) =>
        notes.map((note) => `${id}: ${note}`),
      ),
    ),
  ];
}

/** Two ways to decide full or early, in TypeScript and in the replay, have to agree. */
function replayWarnings({ boots }: Samples, workloads: ReadonlyMap<string, Workload>): string[] {
  return boots.flatMap(({ plan, fullResets, earlyResets }) => {
    const counts = workloads.get(workloadKey(plan))?.counts;
    if (counts === undefined || (counts.full === fullResets && counts.early === earlyResets)) {
      return [];
    }
    return [
      `boot ${plan.workload} on ${plan.layout}: the replay made ${fullResets} full and ` +
        `${earlyResets} early resets, the expansion says ${counts.full} and ${counts.early}`,
    ];
  });
}
