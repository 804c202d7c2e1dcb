/** Simulated experiments with a known truth. */

import { type Random, seededRandom } from '../../src/stats/random.js';
import type { Interval } from '../../src/stats/types.js';

/** Two columns measured round by round, and the true centre of baseline - other. */
export interface Experiment {
  baseline: Float64Array;
  other: Float64Array;
  truth: number;
  /** Step of the clock; 0 if it is fine. */
  resolution: number;
}

export type Simulation = (random: Random, rounds: number) => Experiment;

/** Box and Muller's normal number. */
export function gaussian(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.uniform()));
  return radius * Math.cos(2 * Math.PI * random.uniform());
}

export function exponential(random: Random): number {
  return -Math.log(1 - random.uniform());
}

/** A column of `rounds` values. */
export function column(rounds: number, value: (round: number) => number): Float64Array {
  return Float64Array.from({ length: rounds }, (_, round) => value(round));
}

/** Normal noise around 0 whose neighbours correlate. */
export function autoregressive(random: Random, rounds: number, correlation: number): Float64Array {
  let value = gaussian(random) / Math.sqrt(1 - correlation ** 2);
  return column(rounds, () => {
    const now = value;
    value = correlation * value + gaussian(random);
    return now;
  });
}

/** Per cent of `runs` experiments whose interval holds the truth. */
export function coveragePercent(
  simulation: Simulation,
  interval: (experiment: Experiment) => Interval,
  { seed, rounds, runs = 2000 }: { seed: number; rounds: number; runs?: number },
): number {
  const random = seededRandom(seed);
  let covered = 0;
  for (let run = 0; run < runs; run++) {
    const experiment = simulation(random, rounds);
    const { low, high } = interval(experiment);
    if (low <= experiment.truth && experiment.truth <= high) covered++;
  }
  return (100 * covered) / runs;
}

/** Two columns with independent noise of one kind, 20 apart. */
export function shifted(noise: (random: Random) => number): Simulation {
  return (random, rounds) => ({
    baseline: column(rounds, () => 120 + 10 * noise(random)),
    other: column(rounds, () => 100 + 10 * noise(random)),
    truth: 20,
    resolution: 0,
  });
}

/**
 * A clock that advances in steps, read at the start and the end of a region that begins at a
 * random phase. Region totals of 300 to 3,000 ticks, differences of 0 to 60, new in every run.
 */
export function coarseClock(deviation: (random: Random) => number, step = 26): Simulation {
  return (random, rounds) => {
    const total = 300 + 2640 * random.uniform();
    const truth = 60 * random.uniform();
    const noise = deviation(random);
    const reading = (time: number): number => Math.round(Math.floor(time / step) * step);
    const measure = (duration: number): number => {
      const start = 1000 * step * random.uniform();
      return reading(start + duration) - reading(start);
    };
    return {
      baseline: column(rounds, () => measure(total + truth + noise * gaussian(random))),
      other: column(rounds, () => measure(total + noise * gaussian(random))),
      truth,
      resolution: step,
    };
  };
}

/** What both columns share: a slow wave, a random walk and a trend, all far above the noise. */
export const commonDrift: Simulation = (random, rounds) => {
  let walk = 0;
  const shared = column(rounds, (round) => {
    walk += 20 * gaussian(random);
    return 1000 + 5 * round + 200 * Math.sin(round / 9) + walk;
  });
  return {
    baseline: column(rounds, (round) => (shared[round] ?? 0) + 20 + 5 * gaussian(random)),
    other: column(rounds, (round) => (shared[round] ?? 0) + 5 * gaussian(random)),
    truth: 20,
    resolution: 0,
  };
};

/** Differences whose neighbours correlate. */
export function correlated(correlation: number): Simulation {
  return (random, rounds) => ({
    baseline: autoregressive(random, rounds, correlation),
    other: new Float64Array(rounds),
    truth: 0,
    resolution: 0,
  });
}

/** Noise that only lengthens, three times as much in one column: differences are skewed. */
export function skewed(truth: number): Simulation {
  return (random, rounds) => ({
    baseline: column(rounds, () => 3 * exponential(random)),
    other: column(rounds, () => exponential(random)),
    truth,
    resolution: 0,
  });
}
