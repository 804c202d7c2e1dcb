/**
 * Do 95 % intervals cover 95 %? 2,000 simulated experiments of each kind with a known truth.
 *
 * With 2,000 runs a coverage of 95 % shows as 95 +- 1. The product's intervals, which look for
 * correlated rounds, truly cover about 95.5 % where rounds are independent: the price of holding
 * where they are not.
 */

import { describe, expect, it } from 'vitest';
import {
  type EstimatorName,
  pairedInterval,
  type SeriesOptions,
  seriesInterval,
} from '../../src/stats/paired.js';
import type { Interval } from '../../src/stats/types.js';
import {
  coarseClock,
  commonDrift,
  correlated,
  coveragePercent,
  type Experiment,
  exponential,
  gaussian,
  type Simulation,
  shifted,
  skewed,
} from './simulate.js';

/** Centres of 3 E1 - E2 for exponential E: median 3 ln 1.5; pseudomedian by quadrature. */
const SKEWED_MEDIAN = 3 * Math.log(1.5);
const SKEWED_PSEUDOMEDIAN = 1.584558250043767;

const KINDS: ReadonlyArray<readonly [string, Simulation]> = [
  ['normal', shifted(gaussian)],
  ['heavy tails (t with 2 degrees)', shifted((r) => gaussian(r) / Math.sqrt(exponential(r)))],
  ['very heavy tails (Cauchy)', shifted((r) => gaussian(r) / gaussian(r))],
  [
    'lognormal spikes in 8 % of regions',
    shifted((r) => gaussian(r) + (r.uniform() < 0.08 ? Math.exp(1.5 + gaussian(r)) : 0)),
  ],
  ['noise that only lengthens', shifted(exponential)],
  ['drift that both columns share', commonDrift],
];

function product(experiment: Experiment, options: SeriesOptions = {}): Interval {
  const { baseline, other, resolution } = experiment;
  return pairedInterval(baseline, other, { resolution, ...options });
}

function expectNominal(coverage: number): void {
  expect(coverage).toBeGreaterThanOrEqual(93);
  expect(coverage).toBeLessThanOrEqual(97);
}

describe.each(['hodges-lehmann', 'median'] as const)('%s', (estimator: EstimatorName) => {
  describe.each([30, 120])('%d rounds', (rounds) => {
    it.each(KINDS)('%s', (_, simulation) => {
      const coverage = coveragePercent(simulation, (e) => product(e, { estimator }), {
        seed: 1,
        rounds,
      });
      expectNominal(coverage);
    });

    it('covers its own centre of skewed differences', () => {
      const truth = estimator === 'median' ? SKEWED_MEDIAN : SKEWED_PSEUDOMEDIAN;
      const coverage = coveragePercent(skewed(truth), (e) => product(e, { estimator }), {
        seed: 2,
        rounds,
      });
      expectNominal(coverage);
    });
  });

  it.each([0.9, 0.99])('covers %d where that is asked', (confidence) => {
    const coverage = coveragePercent(
      shifted(gaussian),
      (e) => product(e, { estimator, confidence, independent: true }),
      { seed: 3, rounds: 40 },
    );
    expect(Math.abs(coverage - 100 * confidence)).toBeLessThan(1.6);
  });
});

describe('coarse clock, steps of 26 ticks', () => {
  const anyNoise = coarseClock((random) => 5 + 35 * random.uniform());

  it.each([60, 120, 400])('noise of 5 to 40 ticks, %d rounds', (rounds) => {
    expectNominal(coveragePercent(anyNoise, product, { seed: 4, rounds }));
  });

  it('steps that are no whole number of ticks', () => {
    const irregular = coarseClock((random) => 5 + 35 * random.uniform(), 25.96);
    expectNominal(coveragePercent(irregular, product, { seed: 5, rounds: 120 }));
  });

  it.each([5, 10, 20, 40])(
    'errs on the wide side while rounds are few, noise of %d ticks',
    (noise) => {
      const simulation = coarseClock(() => noise);
      for (const rounds of [12, 48, 120]) {
        const coverage = coveragePercent(simulation, product, { seed: 6, rounds });
        expect(coverage).toBeGreaterThanOrEqual(93);
        expect(coverage).toBeLessThanOrEqual(99);
      }
    },
  );

  it('is what breaks rank intervals that do not know of it', () => {
    const unaware = (estimator: EstimatorName) =>
      coveragePercent(
        coarseClock(() => 10),
        (e) => product(e, { resolution: 0, estimator }),
        { seed: 7, rounds: 100, runs: 500 },
      );
    expect(unaware('median')).toBeLessThan(50);
    expect(unaware('hodges-lehmann')).toBeLessThan(80);
  });

  it('leaves an error below 3 % of a step, however small the noise', () => {
    for (const noise of [0, 2, 5]) {
      const errors = Array.from({ length: 12 }, (_, seed) => {
        const simulation = coarseClock(() => noise);
        let error = 0;
        coveragePercent(
          simulation,
          (e) => {
            const interval = product(e);
            error = interval.estimate - e.truth;
            return interval;
          },
          { seed, rounds: 20_000, runs: 1 },
        );
        return Math.abs(error);
      });
      expect(Math.max(...errors)).toBeLessThan(0.03 * 26);
    }
  });
});

describe('rounds that resemble their neighbours', () => {
  it.each([
    [0.2, 30, 91],
    [0.2, 120, 93],
    [0.4, 30, 88],
    [0.4, 120, 92],
    [0.6, 400, 92],
  ])('correlation %d, %d rounds: at least %d per cent', (correlation, rounds, least) => {
    const coverage = coveragePercent(correlated(correlation), product, { seed: 8, rounds });
    expect(coverage).toBeGreaterThanOrEqual(least);
    expect(coverage).toBeLessThanOrEqual(97);
  });

  it('would break an interval that takes them for independent', () => {
    const coverage = coveragePercent(correlated(0.4), (e) => product(e, { independent: true }), {
      seed: 9,
      rounds: 120,
    });
    expect(coverage).toBeLessThan(85);
  });
});

describe('pairing', () => {
  it('is what removes a drift: unpaired columns know far less', () => {
    let [paired, unpaired] = [0, 0];
    coveragePercent(
      commonDrift,
      (e) => {
        const interval = product(e);
        const column = seriesInterval(e.baseline);
        paired += interval.high - interval.low;
        unpaired += column.high - column.low;
        return interval;
      },
      { seed: 10, rounds: 60, runs: 50 },
    );
    expect(unpaired / paired).toBeGreaterThan(20);
  });
});
