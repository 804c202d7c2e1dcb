/** Estimates of all cells and boots, put where they belong: with bytes, lines, µs per boot and the noise floor. */

import type { NativeAddon, NativeRegistry } from '../host/native.js';
import { observeWrites } from '../layout/writes.js';
import type { Samples } from '../measure/measure.js';
import type { BootSamples, CellSamples } from '../measure/types.js';
import { estimateJob, isResolved, reach, scale } from '../stats/estimate.js';
import { type NoiseFloorEstimate, noiseFloors } from '../stats/noise-floor.js';
import type { BootEstimate, CellEstimate } from './types.js';

export interface Estimates {
  cells: CellEstimate[];
  boots: BootEstimate[];
  noiseFloor: NoiseFloorEstimate[];
}

/** @param fullResets of the plan's workload: what turns ns per reset into µs per boot */
export function estimate(
  samples: Samples,
  fullResets: number,
  addon: NativeAddon,
  registry: NativeRegistry,
): Estimates {
  const cells = samples.cells
    .filter(({ rounds }) => rounds > 0)
    .map((job) => ({ job, estimates: estimateJob(job) }));
  const noiseFloor = noiseFloors(
    cells.map(({ job, estimates }) => ({ ...job.plan, sameCode: estimates.sameCode })),
  );
  return {
    cells: cells.flatMap(({ job, estimates }) =>
      estimates.strategies.map((strategy): CellEstimate => {
        const { strategies: _, ...where } = job.plan;
        return {
          ...where,
          ...observeWrites(addon, job.plan, strategy.strategy),
          strategy: strategy.strategy,
          rounds: strategy.rounds,
          nsPerReset: strategy.netNs,
          savingNsPerReset: strategy.savingNs,
          bootMicroseconds: scale(strategy.savingNs, fullResets / 1000),
          resolved: isResolved(strategy.savingNs, floorOf(job, noiseFloor)),
          equivalent: isEquivalent(registry, strategy.strategy),
          stateCheck: job.stateCheck,
          samples: strategy.samples,
        };
      }),
    ),
    boots: samples.boots.filter(({ rounds }) => rounds > 0).flatMap(estimateBoot),
    noiseFloor,
  };
}

/** A boot's noise floor is that of its own A/A comparison. */
function estimateBoot(job: BootSamples): BootEstimate[] {
  const estimates = estimateJob(job);
  const { strategies: _, ...where } = job.plan;
  return estimates.strategies.map((strategy) => ({
    ...where,
    strategy: strategy.strategy,
    rounds: strategy.rounds,
    transitions: job.transitions,
    fullResets: job.fullResets,
    earlyResets: job.earlyResets,
    microsecondsPerBoot: scale(strategy.netNs, 1e-3),
    savingMicrosecondsPerBoot: scale(strategy.savingNs, 1e-3),
    resolved: isResolved(strategy.savingNs, reach(estimates.sameCode)),
    stateCheck: job.stateCheck,
    samples: strategy.samples.map((ns) => ns / 1000),
  }));
}

function floorOf({ plan }: CellSamples, floors: readonly NoiseFloorEstimate[]): number {
  const floor = floors.find(
    ({ state, retirement }) => state === plan.state && retirement === plan.retirement,
  );
  return floor?.nsPerReset ?? Number.POSITIVE_INFINITY;
}

function isEquivalent(registry: NativeRegistry, strategy: string): boolean {
  return registry.strategies.find(({ name }) => name === strategy)?.equivalent ?? false;
}
