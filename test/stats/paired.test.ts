import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hodgesLehmann } from '../../src/stats/hodges-lehmann.js';
import { medianInterval } from '../../src/stats/median-interval.js';
import { pairedDifferences, pairedInterval, seriesInterval } from '../../src/stats/paired.js';
import { seededRandom } from '../../src/stats/random.js';
import { autoregressive, column, gaussian } from './simulate.js';

const columns = fc
  .integer({ min: 1, max: 80 })
  .chain((rounds) =>
    fc.tuple(
      fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: rounds, maxLength: rounds }),
      fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: rounds, maxLength: rounds }),
    ),
  );

describe('pairedDifferences', () => {
  it('is positive where the other is faster, in order of rounds', () => {
    expect(Array.from(pairedDifferences([10, 20, 30], [4, 20, 31]))).toEqual([6, 0, -1]);
  });

  it('names what is wrong', () => {
    expect(() => pairedDifferences([], [1])).toThrow(/^baseline is empty/);
    expect(() => pairedDifferences([1], [Number.NaN])).toThrow(/^other\[0\] is NaN/);
    expect(() => pairedDifferences([1, 2], [1])).toThrow('baseline has 2 rounds, other has 1');
  });
});

describe('pairedInterval', () => {
  it('is mirrored when the columns change places', () => {
    fc.assert(
      fc.property(columns, ([baseline, other]) => {
        const [there, back] = [pairedInterval(baseline, other), pairedInterval(other, baseline)];
        expect(there.estimate).toBeCloseTo(-back.estimate, 8);
        expect(there.low).toBeCloseTo(-back.high, 8);
        expect(there.ties).toBe(back.ties);
      }),
    );
  });

  it('does not see what both columns share', () => {
    fc.assert(
      fc.property(columns, fc.nat(), ([baseline, other], seed) => {
        const random = seededRandom(seed);
        const shared = baseline.map(() => random.below(1_000_000));
        const add = (values: number[]) => values.map((v, round) => v + (shared[round] ?? 0));
        expect(pairedInterval(add(baseline), add(other))).toEqual(pairedInterval(baseline, other));
      }),
    );
  });

  it('scales with the unit, the resolution too', () => {
    fc.assert(
      fc.property(columns, ([baseline, other]) => {
        const ticks = pairedInterval(baseline, other, { resolution: 26 });
        const eighth = (values: number[]) => values.map((v) => v / 8);
        const scaled = pairedInterval(eighth(baseline), eighth(other), { resolution: 26 / 8 });
        expect(scaled.low).toBeCloseTo(ticks.low / 8, 8);
        expect(scaled.high).toBeCloseTo(ticks.high / 8, 8);
        expect(scaled.batch).toBe(ticks.batch);
      }),
    );
  });

  it('counts the rounds and the ties', () => {
    expect(pairedInterval([1, 2, 3, 4], [1, 5, 3, 4])).toMatchObject({ rounds: 4, ties: 3 });
  });

  it('finds nothing between a column and itself', () => {
    const values = Array.from({ length: 20 }, (_, i) => i * i);
    expect(pairedInterval(values, values)).toMatchObject({
      estimate: 0,
      low: 0,
      high: 0,
      ties: 20,
    });
  });

  it('keeps a width where a coarse clock shows one reading only', () => {
    const interval = pairedInterval(new Float64Array(20), new Float64Array(20), { resolution: 26 });
    expect(interval.estimate).toBeCloseTo(0, 12);
    expect(interval.high - interval.low).toBeGreaterThan(2);
  });

  it('is repeatable', () => {
    const random = seededRandom(5);
    const [a, b] = [column(50, () => gaussian(random)), column(50, () => gaussian(random))];
    expect(pairedInterval(a, b)).toEqual(pairedInterval(a, b));
  });
});

describe('seriesInterval', () => {
  const independent = true;
  const noise = (length: number) => {
    const random = seededRandom(7);
    return column(length, () => gaussian(random));
  };

  it('uses the estimator that is asked for, Hodges-Lehmann if none is', () => {
    const series = noise(40);
    expect(seriesInterval(series, { independent })).toMatchObject(hodgesLehmann(series));
    expect(
      seriesInterval(series, { independent, estimator: 'median', confidence: 0.99 }),
    ).toMatchObject(medianInterval(series, 0.99));
  });

  it('widens for correlated rounds and says by how much', () => {
    const series = autoregressive(seededRandom(8), 300, 0.6);
    const [widened, plain] = [seriesInterval(series), seriesInterval(series, { independent })];
    expect(plain.autocorrelationTime).toBe(1);
    expect(widened.autocorrelationTime).toBeGreaterThan(2);
    expect(widened.estimate).toBe(plain.estimate);
    expect((widened.high - widened.low) / (plain.high - plain.low)).toBeCloseTo(
      Math.sqrt(widened.autocorrelationTime),
      8,
    );
  });

  it('averages rounds only where the clock is coarse', () => {
    const series = noise(200);
    expect(seriesInterval(series, { resolution: 0.1 }).batch).toBe(1);
    expect(seriesInterval(series, { resolution: 4 }).batch).toBe(4);
    expect(seriesInterval(series).batch).toBe(1);
  });

  it('hands on the confidence that few rounds can give', () => {
    expect(seriesInterval([1, 2, 3]).confidence).toBe(0.75);
  });

  it('names what is wrong', () => {
    expect(() => seriesInterval([])).toThrow(/^series is empty/);
    expect(() => seriesInterval([1], { resolution: -1 })).toThrow(/^resolution is -1/);
    expect(() => seriesInterval([1], { confidence: 2 })).toThrow(/^confidence is 2/);
  });
});
