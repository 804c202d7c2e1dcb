/** Estimates of all cells and boots, put where they belong: with bytes, lines, µs per boot and the noise floor. */

import type { NativeRegistry } from '../host/native.js';
import type { Probe } from '../layout/lines/probe.js';
import { observeWrites, type Writes } from '../layout/lines/writes.js';
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

/** Of the plan's workload, by rules: what turns ns per reset into µs per boot. */
export type ResetCounts = (rules: string) => { full: number; early: number };

export function estimate(
  samples: Samples,
  resets: ResetCounts,
  probe: Probe,
  registry: NativeRegistry,
  uncounted: readonly Uncounted[] = [],
): Estimates {
  return new Estimator(resets, probe, registry, uncounted).estimate(samples);
}

/**
 * Estimates of a run that is looked at again and again: what is known of a job is not computed anew
 * while nothing was added to it.
 */
export class Estimator {
  readonly #resets: ResetCounts;
  readonly #probe: Probe;
  readonly #registry: NativeRegistry;
  readonly #uncounted: readonly Uncounted[];
  readonly #jobs = new Memory<JobEstimate>();
  readonly #cells = new Memory<ReturnType<typeof cellFacts>>();
  readonly #writes = new Map<string, Writes>();
  readonly #boots = new Memory<ReturnType<typeof bootFacts>>();

  constructor(
    resets: ResetCounts,
    probe: Probe,
    registry: NativeRegistry,
    uncounted: readonly Uncounted[],
  ) {
    this.#resets = resets;
    this.#probe = probe;
    this.#registry = registry;
    this.#uncounted = uncounted;
  }

  estimateJob(job: CellSamples | BootSamples): JobEstimate {
    // Whatever is added to a job gives it new columns.
    return this.#jobs.of(job.columns, () => estimateJob(job));
  }

  estimate(samples: Samples): Estimates {
    const cells = this.#estimateJobs(samples.cells);
    const boots = this.#estimateJobs(samples.boots);
    const noiseFloor = noiseFloors(
      cells.map(({ job, estimates }) => ({ ...job.plan, sameCode: estimates.sameCode })),
    );
    return {
      cells: withOneBaseline(cells).flatMap((cell) => this.#estimateCell(cell, noiseFloor)),
      boots: withOneBaseline(boots).flatMap((boot) => this.#estimateBoot(boot)),
      noiseFloor,
    };
  }

  #estimateJobs<T extends CellSamples | BootSamples>(jobs: readonly T[]): Estimated<T>[] {
    return jobs.filter(isWorthAnInterval).map((job) => ({ job, estimates: this.estimateJob(job) }));
  }

  #estimateCell(
    { job, estimates }: Estimated<CellSamples>,
    noiseFloor: readonly NoiseFloorEstimate[],
  ): CellEstimate[] {
    const floorNs = floorOf(job, noiseFloor);
    const { rules, calls } = job.plan;
    const resets = rules === null ? null : this.#resets(rules)[calls];
    const { strategies: _, ...where } = job.plan;
    return estimates.strategies.map((strategy) => ({
      ...where,
      ...this.#cells.of(strategy, () =>
        cellFacts({ job, estimates }, strategy, this.#writesOf(job, strategy), this.#uncounted),
      ),
      ...provenance(job, estimates),
      bootMicroseconds: resets === null ? null : scale(strategy.savingNs, resets / 1000),
      resolved: isVerdict(strategy, estimates, floorNs),
      equivalent: isEquivalent(this.#registry, strategy.strategy),
    }));
  }

  /** Probed once, whatever the cache state. */
  #writesOf({ plan }: CellSamples, { strategy }: StrategyEstimate): Writes {
    const { layout, phase, path, guest, calls } = plan;
    const where = { layout, phase, path, guest, calls };
    const key = JSON.stringify([where, strategy]);
    const writes = this.#writes.get(key) ?? observeWrites(this.#probe, where, strategy);
    this.#writes.set(key, writes);
    return writes;
  }

  /** A boot's noise floor is that of its own A/A comparison. */
  #estimateBoot({ job, estimates }: Estimated<BootSamples>): BootEstimate[] {
    const { strategies: _, ...where } = job.plan;
    return estimates.strategies.map((strategy) => ({
      ...where,
      ...this.#boots.of(strategy, () => bootFacts({ job, estimates }, strategy)),
      ...provenance(job, estimates),
      resolved: isVerdict(strategy, estimates, reach(estimates.sameCode)),
      equivalent: isEquivalent(this.#registry, strategy.strategy),
    }));
  }
}

/** What was computed for an object, as long as the object is there. */
class Memory<V extends object> {
  readonly #known = new WeakMap<object, V>();

  of(key: object, make: () => V): V {
    const found = this.#known.get(key) ?? make();
    this.#known.set(key, found);
    return found;
  }
}

/** What a cell's own samples tell of a strategy, whatever else was measured. */
function cellFacts(
  { job, estimates }: Estimated<CellSamples>,
  strategy: StrategyEstimate,
  writes: Writes,
  uncounted: readonly Uncounted[],
) {
  return {
    ...writes,
    strategy: strategy.strategy,
    nsPerReset: strategy.netNs,
    savingNsPerReset: strategy.savingNs,
    distinctFromEmpty: excludesZero(strategy.netNs),
    ...estimates.spread,
    counters:
      job.counted === null
        ? []
        : estimateCounters(job.counted, strategy.column, estimates.control, uncounted),
    samples: strategy.samples,
  };
}

function bootFacts({ job, estimates }: Estimated<BootSamples>, strategy: StrategyEstimate) {
  return {
    strategy: strategy.strategy,
    transitions: job.transitions,
    fullResets: job.fullResets,
    earlyResets: job.earlyResets,
    lineLevels: job.lineLevels,
    timeline: timelineOfColumn(job, strategy.column, estimates.control, estimates.rounds.kept),
    microsecondsPerBoot: scale(strategy.netNs, 1e-3),
    savingMicrosecondsPerBoot: scale(strategy.savingNs, 1e-3),
    samples: strategy.samples.map((ns) => ns / 1000),
  };
}

interface Estimated<T> {
  job: T;
  estimates: JobEstimate;
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

function provenance(job: CellSamples | BootSamples, { rounds }: JobEstimate) {
  return {
    rounds: job.rounds,
    setAside: rounds.setAside,
    setAsideRounds: disturbedRounds(job.disturbances),
    tooNoisy: rounds.tooNoisy,
    stopped: job.stopped,
    stateCheck: job.stateCheck,
  };
}

function disturbedRounds(disturbances: Uint8Array): number[] {
  return [...disturbances.keys()].filter((round) => disturbances[round] !== 0);
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
