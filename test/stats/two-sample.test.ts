import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/stats/random.js';
import { difference, hodgesLehmannShift } from '../../src/stats/two-sample.js';
import { gaussian } from './simulate.js';

/** Hollander, Wolfe & Chicken, table 4.1: permeability constants at term and at 12 to 26 weeks. */
const AT_TERM = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
const EARLIER = [1.15, 0.88, 0.9, 0.74, 1.21];

/** Multiples of 1/8, so that shifting and scaling by such numbers is exact in doubles. */
const eighths = fc.integer({ min: -8_000_000, max: 8_000_000 }).map((v) => v / 8);
const sample = fc.oneof(
  fc.array(eighths, { minLength: 1, maxLength: 60 }),
  fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 60 }),
);

function allDifferences(from: readonly number[], to: readonly number[]): number[] {
  return from.flatMap((x) => to.map((y) => y - x)).sort((a, b) => a - b);
}

describe('hodgesLehmannShift', () => {
  it('agrees with the published example', () => {
    const interval = hodgesLehmannShift(EARLIER, AT_TERM, 0.96);
    expect(interval.estimate).toBeCloseTo(0.305, 10);
    // The book: (-0.15, 0.76) with the exact confidence 0.96.
    expect(interval.low).toBeCloseTo(-0.15, 10);
    expect(interval.high).toBeCloseTo(0.76, 10);
  });

  it('finds every rank that sorting all differences finds', () => {
    const value = fc.oneof(
      fc.integer({ min: -4, max: 4 }),
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.double({ min: -1e-300, max: 1e-300, noNaN: true }),
    );
    const few = fc.array(value, { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(few, few, (from, to) => {
        const [x, y] = [Float64Array.from(from).sort(), Float64Array.from(to).sort()];
        allDifferences(from, to).forEach((expected, i) => {
          // Not toBe: 0 and -0 are one value here.
          expect(difference(x, y, i + 1) === expected).toBe(true);
        });
      }),
    );
  });

  it('is the median of all differences, within them', () => {
    fc.assert(
      fc.property(sample, sample, (from, to) => {
        const all = allDifferences(from, to);
        const [lower, upper] = [
          all[Math.ceil(all.length / 2) - 1],
          all[Math.floor(all.length / 2)],
        ];
        const { estimate, low, high } = hodgesLehmannShift(from, to);
        expect(estimate).toBeCloseTo(((lower ?? 0) + (upper ?? 0)) / 2, 6);
        expect(all[0]).toBeLessThanOrEqual(low);
        expect(low).toBeLessThanOrEqual(estimate);
        expect(estimate).toBeLessThanOrEqual(high);
        expect(high).toBeLessThanOrEqual(all.at(-1) ?? 0);
      }),
    );
  });

  it('moves with one sample, scales with both, and turns round with their roles', () => {
    fc.assert(
      fc.property(
        sample,
        sample,
        eighths,
        fc.constantFrom(0.25, 2, 3),
        (from, to, shift, scale) => {
          const before = hodgesLehmannShift(from, to);
          const after = hodgesLehmannShift(
            from.map((v) => v * scale),
            to.map((v) => (v + shift) * scale),
          );
          const turned = hodgesLehmannShift(to, from);
          expect(after.estimate).toBeCloseTo((before.estimate + shift) * scale, 4);
          expect(after.low).toBeCloseTo((before.low + shift) * scale, 4);
          expect(after.high).toBeCloseTo((before.high + shift) * scale, 4);
          expect(turned.estimate).toBeCloseTo(-before.estimate, 6);
          expect(turned.low).toBeCloseTo(-before.high, 6);
          expect(turned.high).toBeCloseTo(-before.low, 6);
        },
      ),
    );
  });

  it('does not depend on the order, and leaves it alone', () => {
    fc.assert(
      fc.property(sample, sample, fc.nat(), (from, to, seed) => {
        const shuffled = seededRandom(seed).shuffle([...from]);
        const kept = [...shuffled];
        expect(hodgesLehmannShift(shuffled, to)).toEqual(hodgesLehmannShift(from, to));
        expect(shuffled).toEqual(kept);
      }),
    );
  });

  it('is wider for more confidence, and says when it cannot have it', () => {
    fc.assert(
      fc.property(sample, sample, (from, to) => {
        const [narrow, wide] = [0.8, 0.999].map((each) => hodgesLehmannShift(from, to, each));
        expect(wide?.low).toBeLessThanOrEqual(narrow?.low ?? 0);
        expect(wide?.high).toBeGreaterThanOrEqual(narrow?.high ?? 0);
      }),
    );
    const tiny = hodgesLehmannShift([1, 2], [5, 9]);
    expect(tiny).toMatchObject({ low: 3, high: 8 });
    expect(tiny.confidence).toBeCloseTo(1 - 2 / 6, 12);
  });

  it('is not moved by a fifth of wild values', () => {
    const random = seededRandom(3);
    const values = (wild: number) =>
      Array.from({ length: 100 }, (_, i) => (i < wild ? 1e9 : random.uniform()));
    expect(hodgesLehmannShift(values(0), values(20)).estimate).toBeLessThan(1);
  });

  it('takes 2,000 values against 2,000 in its stride', () => {
    const random = seededRandom(4);
    const [from, to] = [0, 1].map(() => Array.from({ length: 2000 }, () => gaussian(random)));
    const start = performance.now();
    for (let i = 0; i < 10; i++) hodgesLehmannShift(from ?? [], to ?? []);
    // A hundred times what it takes: a guard against the quadratic way, not a benchmark.
    expect((performance.now() - start) / 10).toBeLessThan(200);
  });

  it('names what is wrong', () => {
    expect(() => hodgesLehmannShift([], [1])).toThrow(new RangeError('from is empty'));
    expect(() => hodgesLehmannShift([1], [Number.NaN])).toThrow(/^to\[0\] is NaN/);
    expect(() => hodgesLehmannShift([1], [1], 1)).toThrow(/^confidence is 1/);
  });
});
