/** Estimates of all cells and boots, put where they belong: with bytes, lines, µs per boot and the noise floor. */

import type { NativeAddon, NativeRegistry } from '../host/native.js';
import { observeWrites, type Writes } from '../layout/writes.js';
import type { Samples } from '../measure/measure.js';
import type { BootSamples, CellSamples } from '../measure/types.js';
import type { Uncounted } from '../plan/types.js';
import { LEAST_ROUNDS } from '../stats/rounds.js';
import { estimateCounters } from './counters.js';
import {
  estimateJob,
  excludesZero,
  isResolved,
  type JobEstimate,
  reach,
  type StrategyEstimate,
  scale,
} from './estimate.js';
import { type NoiseFloorEstimate, noiseFloors } from './noise-floor.js';
import { timelineOfColumn } from './timeline.js';
import type { BootEstimate, CellEstimate } from './types.js';

export interface Estimates {
  cells: CellEstimate[];
  boots: BootEstimate[];
  noiseFloor: NoiseFloorEstimate[];
}

/** @param resets of the plan's workload, by rules: what turns ns per reset into µs per boot */
export function estimate(
  samples: Samples,
  resets: (rules: string) => { full: number; early: number },
  addon: NativeAddon,
  registry: NativeRegistry,
  uncounted: readonly Uncounted[] = [],
): Estimates {
  const cells = estimateJobs(samples.cells);
  const boots = estimateJobs(samples.boots);
  const noiseFloor = noiseFloors(
    cells.map(({ job, estimates }) => ({ ...job.plan, sameCode: estimates.sameCode })),
  );
  return {
    cells: withOneBaseline(cells).flatMap(({ job, estimates }) =>
      estimates.strategies.map((strategy): CellEstimate => {
        const { strategies: _, ...where } = job.plan;
        return {
          ...where,
          ...writesOf(addon, job.plan, strategy.strategy),
          ...provenance(job, estimates),
          strategy: strategy.strategy,
          nsPerReset: strategy.netNs,
          savingNsPerReset: strategy.savingNs,
          bootMicroseconds: scale(strategy.savingNs, resets(job.plan.rules)[job.plan.calls] / 1000),
          resolved: isVerdict(strategy, estimates, floorOf(job, noiseFloor)),
          distinctFromEmpty: excludesZero(strategy.netNs),
          ...estimates.spread,
          equivalent: isEquivalent(registry, strategy.strategy),
          counters:
            job.counted === null
              ? []
              : estimateCounters(job.counted, strategy.column, estimates.control, uncounted),
          samples: strategy.samples,
        };
      }),
    ),
    boots: withOneBaseline(boots).flatMap((boot) => estimateBoot(boot, registry)),
    noiseFloor,
  };
}

function writesOf(addon: NativeAddon, plan: CellSamples['plan'], strategy: string): Writes {
  const { layout, phase, path, guest, calls } = plan;
  return observeWrites(addon, { layout, phase, path, guest, calls }, strategy);
}

interface Estimated<T> {
  job: T;
  estimates: JobEstimate;
}

function estimateJobs<T extends CellSamples | BootSamples>(jobs: readonly T[]): Estimated<T>[] {
  return jobs.filter(isWorthAnInterval).map((job) => ({ job, estimates: estimateJob(job) }));
}

/**
 * Isolated strategies have jobs of their own, each with its own baseline to compare with; of several
 * at one place the first job's baseline is the one that is shown.
 */
function withOneBaseline<T extends CellSamples | BootSamples>(
  jobs: readonly Estimated<T>[],
): Estimated<T>[] {
  const places = new Set<string>();
  return jobs.map(({ job, estimates }) => {
    const { strategies: _, rounds: __, ...where } = job.plan;
    const place = JSON.stringify(where);
    const isFirst = !places.has(place);
    places.add(place);
    const strategies = isFirst ? estimates.strategies : estimates.strategies.slice(1);
    return { job, estimates: { ...estimates, strategies } };
  });
}

/** Fewer rounds come of an interruption only; their range is no 95 % interval and resolves everything. */
function isWorthAnInterval({ rounds }: { rounds: number }): boolean {
  return rounds >= LEAST_ROUNDS;
}

/** A boot's noise floor is that of its own A/A comparison. */
function estimateBoot(
  { job, estimates }: Estimated<BootSamples>,
  registry: NativeRegistry,
): BootEstimate[] {
  const { strategies: _, ...where } = job.plan;
  return estimates.strategies.map((strategy) => ({
    ...where,
    ...provenance(job, estimates),
    strategy: strategy.strategy,
    transitions: job.transitions,
    fullResets: job.fullResets,
    earlyResets: job.earlyResets,
    lineLevels: job.lineLevels,
    timeline: timelineOfColumn(job, strategy.column, estimates.control, estimates.rounds.kept),
    microsecondsPerBoot: scale(strategy.netNs, 1e-3),
    savingMicrosecondsPerBoot: scale(strategy.savingNs, 1e-3),
    resolved: isVerdict(strategy, estimates, reach(estimates.sameCode)),
    equivalent: isEquivalent(registry, strategy.strategy),
    samples: strategy.samples.map((ns) => ns / 1000),
  }));
}

function provenance(job: CellSamples | BootSamples, { rounds }: JobEstimate) {
  return {
    rounds: job.rounds,
    setAside: rounds.setAside,
    tooNoisy: rounds.tooNoisy,
    stopped: job.stopped,
    stateCheck: job.stateCheck,
  };
}

function isVerdict(
  { savingForVerdictNs }: StrategyEstimate,
  { rounds }: JobEstimate,
  noiseFloorNs: number,
): boolean {
  return !rounds.tooNoisy && isResolved(savingForVerdictNs, noiseFloorNs);
}

function floorOf({ plan }: CellSamples, floors: readonly NoiseFloorEstimate[]): number {
  const floor = floors.find(
    ({ scope, state, retirement }) =>
      scope === plan.scope && state === plan.state && retirement === plan.retirement,
  );
  return floor?.nsPerReset ?? Number.POSITIVE_INFINITY;
}

function isEquivalent(registry: NativeRegistry, strategy: string): boolean {
  return registry.strategies.find(({ name }) => name === strategy)?.equivalent ?? false;
}
