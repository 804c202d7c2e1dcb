/** Samples made of known truths and noise, as `measure` would hand them over. */

import type { BootSamples, CellSamples, SampledColumn } from '../../src/measure/types.js';
import { seededRandom } from '../../src/stats/random.js';
import { BOOT, CELL } from '../measure/bench.js';
import { stateCheck } from '../measure/fake-addon.js';
import { gaussian } from '../stats/simulate.js';

export interface Truth {
  /** ns of the baseline, harness included. */
  baselineNs?: number;
  controlNs?: number;
  /** ns of each strategy, harness included. */
  strategies?: Readonly<Record<string, number>>;
  /** Added to the second baseline, as if the same code were slower there. */
  sameCodeNs?: number;
  /** Standard deviation of a value. */
  noiseNs?: number;
  /** What all columns of a round share rises by this every round. */
  driftNs?: number;
  rounds?: number;
  /** Flags by round; none unless given. */
  disturbances?: Uint8Array;
  seed?: number;
}

function columns({
  baselineNs = 100,
  controlNs = 2,
  strategies = { 'init-flag': 90 },
  sameCodeNs = 0,
  noiseNs = 0,
  driftNs = 0,
  rounds = 200,
  seed = 1,
}: Truth): SampledColumn[] {
  const random = seededRandom(seed);
  const column = (strategy: string, purpose: SampledColumn['purpose'], truth: number) => ({
    strategy,
    purpose,
    ns: Float64Array.from(
      { length: rounds },
      (_, round) => truth + driftNs * round + noiseNs * gaussian(random),
    ),
  });
  return [
    column('field-by-field', 'baseline', baselineNs),
    ...Object.entries(strategies).map(([name, ns]) => column(name, 'strategy', ns)),
    column('field-by-field', 'again', baselineNs + sameCodeNs),
    column('empty', 'control', controlNs),
  ];
}

function sampled(truth: Truth, state: string) {
  return {
    columns: columns(truth),
    rounds: truth.rounds ?? 200,
    resolutionNs: 0,
    stateCheck: stateCheck(state),
    hugePageShare: 1,
    pinnedCpu: 1,
    wallNs: 1e6,
    busyNs: 5e5,
    disturbances: truth.disturbances ?? new Uint8Array(truth.rounds ?? 200),
    repeatedRegions: 0,
    lineLevels: null,
    counted: null,
    timeline: null,
    stopped: 'rounds' as const,
  };
}

export function cellSamples(
  truth: Truth = {},
  where: Partial<CellSamples['plan']> = {},
): CellSamples {
  const plan = { ...CELL, ...where };
  return { ...sampled(truth, plan.state), plan };
}

export function bootSamples(
  truth: Truth = {},
  where: Partial<BootSamples['plan']> = {},
): BootSamples {
  const plan = { ...BOOT, ...where };
  return {
    ...sampled(truth, plan.state),
    plan,
    transitions: 400,
    fullResets: 400,
    earlyResets: 200,
  };
}
