import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/stats/random.js';
import { shiftInterval, shiftOfIntervals } from '../../src/stats/shift.js';
import { hodgesLehmannShift } from '../../src/stats/two-sample.js';
import { autoregressive, column, gaussian } from './simulate.js';

const interval = fc
  .tuple(
    fc.double({ min: -1e3, max: 1e3, noNaN: true }),
    fc.double({ min: 0, max: 10, noNaN: true }),
    fc.double({ min: 0, max: 10, noNaN: true }),
  )
  .map(([estimate, down, up]) => ({ estimate, low: estimate - down, high: estimate + up }));
const reported = interval.map((each) => ({ interval: each, values: 40 }));
const runs = fc.array(reported, { minLength: 1, maxLength: 4 });

/** Neighbours far apart, so that no interval is widened for their resemblance. */
function scattered(values: number): Float64Array {
  return column(values, (draw) => (draw * 0.43) % 1);
}

describe('shiftInterval', () => {
  it('of one short run each is the shift of two samples', () => {
    const [from, to] = [scattered(40), scattered(60).map((value) => value + 3)];
    expect(shiftInterval([from], [to], 0.99)).toEqual(hodgesLehmannShift(from, to, 0.99));
  });

  it('puts the runs of a side together', () => {
    const [first, second, after] = [scattered(30), scattered(20), scattered(60)];
    const joined = Float64Array.from([...first, ...second]);
    const together = shiftInterval([first, second], [after], 0.95);
    expect(together).toEqual(hodgesLehmannShift(joined, after, 0.95));
  });

  it('is wider where neighbours resemble each other, by what each side adds to the variance', () => {
    const random = seededRandom(3);
    const correlated = autoregressive(random, 400, 0.8);
    const independent = column(400, () => gaussian(random));
    const width = ({ low, high }: { low: number; high: number }) => high - low;
    const plain = width(hodgesLehmannShift(correlated, independent));
    const one = width(shiftInterval([correlated], [independent], 0.95));
    const both = width(shiftInterval([correlated], [correlated], 0.95));
    // (1 + 0.8) / (1 - 0.8) = 9 count as one on one side, 1 on the other: sqrt(5) = 2.2.
    expect(one / plain).toBeGreaterThan(1.7);
    expect(one / plain).toBeLessThan(2.8);
    expect(both / width(hodgesLehmannShift(correlated, correlated))).toBeGreaterThan(2.3);
  });

  it('uses a part of very long runs, from their beginning to their end', () => {
    const before = column(40, () => 10);
    const late = column(5000, (draw) => (draw < 2000 ? 10 : 20));
    const early = column(5000, (draw) => (draw < 3000 ? 20 : 10));
    for (const after of [late, early]) {
      expect(shiftInterval([before], [after], 0.95).estimate).toBe(10);
    }
  });
});

describe('shiftOfIntervals', () => {
  it('squares and adds the arms, each on its side', () => {
    const from = { interval: { estimate: 10, low: 7, high: 11 }, values: 50 };
    const to = { interval: { estimate: 30, low: 26, high: 42 }, values: 50 };
    const { estimate, low, high } = shiftOfIntervals([from], [to], 0.95);
    expect(estimate).toBe(20);
    expect(low).toBeCloseTo(20 - Math.hypot(4, 1), 10);
    expect(high).toBeCloseTo(20 + Math.hypot(12, 3), 10);
  });

  it('is as wide as one of normal samples made from the samples', () => {
    const random = seededRandom(4);
    const [from, to] = [column(80, () => gaussian(random)), column(80, () => 2 * gaussian(random))];
    const half = (spread: number) => (1.96 * spread) / Math.sqrt(80);
    const around = (values: Float64Array, spread: number) => {
      const estimate = values.reduce((sum, value) => sum + value, 0) / values.length;
      return {
        interval: { estimate, low: estimate - half(spread), high: estimate + half(spread) },
        values: 80,
      };
    };
    for (const confidence of [0.95, 0.999]) {
      const made = shiftInterval([from], [to], confidence);
      const put = shiftOfIntervals([around(from, 1)], [around(to, 2)], confidence);
      expect((put.high - put.low) / (made.high - made.low)).toBeGreaterThan(0.75);
      expect((put.high - put.low) / (made.high - made.low)).toBeLessThan(1.3);
    }
  });

  it('grows to another confidence as Student says', () => {
    const run = (values: number) => ({ interval: { estimate: 0, low: -1, high: 1 }, values });
    const zero = { interval: { estimate: 0, low: 0, high: 0 }, values: 1000 };
    const arm = (values: number) => shiftOfIntervals([zero], [run(values)], 0.999).high;
    // Quantiles of t from the usual tables: 6.869 / 2.571, 3.850 / 2.086, 3.291 / 1.960.
    expect(arm(6)).toBeGreaterThan(0.9 * 2.672);
    expect(arm(6)).toBeLessThan(1.02 * 2.672);
    expect(arm(21)).toBeCloseTo(1.846, 1);
    expect(arm(100_000)).toBeCloseTo(1.679, 2);
  });

  it('turns round with the roles of the sides, and gets no wider by more runs alike', () => {
    fc.assert(
      fc.property(runs, runs, (from, to) => {
        const there = shiftOfIntervals(from, to, 0.99);
        const back = shiftOfIntervals(to, from, 0.99);
        expect(back.estimate).toBeCloseTo(-there.estimate, 8);
        expect(back.low).toBeCloseTo(-there.high, 8);
        const twice = shiftOfIntervals([...from, ...from], [...to, ...to], 0.99);
        expect(twice.estimate).toBeCloseTo(there.estimate, 8);
        expect(twice.high).toBeLessThanOrEqual(there.high + 1e-9);
      }),
    );
  });

  it('names what is wrong', () => {
    const run = { interval: { estimate: 0, low: 0, high: 0 }, values: 1 };
    expect(() => shiftOfIntervals([run], [run], 0.95)).toThrow(/^values is 1/);
    expect(() => shiftOfIntervals([run], [run], 1)).toThrow(/^confidence is 1/);
  });
});
