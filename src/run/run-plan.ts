/** From a plan to a result: where the stages meet. */

import { answer } from '../explain/answer.js';
import { countDisturbances, countingShare, measuringShare } from '../explain/disturbances.js';
import { Estimator, type ResetCounts } from '../explain/estimates.js';
import { widthInTargets } from '../explain/width.js';
import { findHazards } from '../hazard/hazards.js';
import type { Hazard } from '../hazard/types.js';
import { mapLines } from '../layout/lines/line-map.js';
import { probeOf } from '../layout/lines/probe.js';
import { type Measured, measure, type Watch } from '../measure/measure.js';
import type { Plan } from '../plan/types.js';
import type { CrossCheck, Result } from '../report/result.js';
import { encodeWorkload } from '../workload/encode.js';
import { workloadKey } from '../workload/key.js';
import { DEFAULT_RULES } from '../workload/rules.js';
import { emptyResult } from './empty-result.js';
import type { Prepared } from './prepare.js';
import type { Outcome, ResultFile } from './result-file.js';
import { type Before, withBefore } from './resume.js';
import type { Setting } from './setting.js';
import { warningsOf } from './warnings.js';

export interface RunContext extends Setting, Watch {
  /** What was asked for, for the record. */
  command: string;
  crossChecks?: CrossCheck[];
  /** What comes after the measuring, for whoever resumes it; nothing unless given. */
  follows?: string;
  /** Gets checkpoints. */
  file?: ResultFile | null;
  /** What an earlier run of the same plan has measured. */
  before?: Before | null;
}

/** @returns what was measured; if aborted, what was until then, and `complete` is false */
export async function runPlan(prepared: Prepared, context: RunContext): Promise<Result> {
  return (await carryOut(prepared, context)).result;
}

/** As `runPlan`, with what it takes to go on. */
export async function carryOut(prepared: Prepared, context: RunContext): Promise<Outcome> {
  const { plan, workloads } = prepared;
  const { addon, registry, native, signal, onProgress, file, before } = context;
  const estimator = new Estimator(
    resetsOf(prepared),
    probeOf(addon, registry, plan.layouts),
    registry,
    plan.uncounted,
  );
  const assess = assessing(prepared, context, estimator);
  const measured = await measure(
    plan,
    {
      addon,
      registry,
      layouts: plan.layouts,
      tscHz: native.tscHz,
      tscStepTicks: native.tscStepTicks,
      workloads: new Map([...workloads].map(([key, each]) => [key, encodeWorkload(each)])),
    },
    (samples) => widthInTargets(samples, plan.targetCiNs, estimator.estimateJob(samples)),
    {
      signal,
      onProgress,
      onPause: file ? (soFar) => file.offer(() => assess(soFar())) : undefined,
    },
    before?.interrupted.standing,
  );
  return assess(measured);
}

/** What is known at any time, from the samples there are. */
function assessing(
  prepared: Prepared,
  context: RunContext,
  estimator: Estimator,
): (measured: Measured) => Outcome {
  const { plan, workloads } = prepared;
  const { addon, registry, host, before = null } = context;
  const follows = context.follows ?? before?.interrupted.follows ?? null;
  const startMs = performance.now();
  const begun = [...(before?.interrupted.begun ?? []), new Date().toISOString()];
  const resets = resetsOf(prepared);
  // Once, since it takes half a second, and is the same at every checkpoint.
  const planned = {
    ...emptyResult(plan, context, context.command),
    hazards: hazardsOf(plan, context),
    lineMaps: mapLines(addon, registry, plan.cells, plan.layouts),
  };
  return (samples) => {
    const { cells, boots, noiseFloor } = estimator.estimate(samples);
    const jobs = [...samples.cells, ...samples.boots];
    const result: Result = {
      ...planned,
      date: new Date().toISOString(),
      complete: samples.complete,
      cells,
      boots,
      noiseFloor,
      crossChecks: context.crossChecks ?? [],
      answer: answer({
        baseline: registry.baseline,
        cells,
        boots,
        workload: { id: plan.workload, full: resets(plan.cells[0]?.rules ?? DEFAULT_RULES).full },
      }),
      wallSeconds: (performance.now() - startMs) / 1000,
      disturbances: countDisturbances(jobs),
      measuringShare: measuringShare(jobs),
      countingShare: countingShare(samples.cells),
      warnings: warningsOf({ host, workloads, samples, cells }),
    };
    return {
      result: before === null ? result : withBefore(result, before),
      interrupted: { standing: samples.standing, begun, follows },
    };
  };
}

function resetsOf({ plan: { workload }, workloads }: Prepared): ResetCounts {
  return (rules) =>
    workloads.get(workloadKey({ workload, rules }))?.counts ?? { full: 0, early: 0 };
}

/** Of the first place with compiled code: a strategy's faults are not the layout's. */
function hazardsOf(plan: Plan, { addon, registry }: Setting): Hazard[] {
  const isCompiled = ({ layout }: { layout: string }) =>
    plan.layouts.every(({ name }) => name !== layout);
  const [first] = [...plan.cells, ...plan.boots].filter(isCompiled);
  if (first === undefined) return [];
  const strategies = [...plan.cells, ...plan.boots].flatMap((each) => each.strategies);
  return findHazards(addon, registry, { layout: first.layout, path: first.path, strategies });
}
