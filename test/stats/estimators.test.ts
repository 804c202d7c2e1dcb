/** What holds for every estimator of this folder, whatever it is. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ESTIMATORS, type EstimatorName } from '../../src/stats/paired.js';
import { seededRandom } from '../../src/stats/random.js';

/** Multiples of 1/8, so that shifting and scaling by such numbers is exact in doubles. */
const eighths = fc.integer({ min: -8_000_000, max: 8_000_000 }).map((v) => v / 8);
const samples = fc.array(eighths, { minLength: 1, maxLength: 120 });
const tiedSamples = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 80 });
const anySample = fc.oneof(samples, tiedSamples);
const names = Object.keys(ESTIMATORS) as EstimatorName[];

describe.each(names)('%s', (name) => {
  const estimate = ESTIMATORS[name];

  it('stays within the sample, low <= estimate <= high', () => {
    fc.assert(
      fc.property(
        anySample,
        fc.double({ min: 0.5, max: 0.9999, noNaN: true }),
        (values, confidence) => {
          const interval = estimate(values, confidence);
          expect(interval.low).toBeGreaterThanOrEqual(Math.min(...values));
          expect(interval.high).toBeLessThanOrEqual(Math.max(...values));
          expect(interval.low).toBeLessThanOrEqual(interval.estimate);
          expect(interval.estimate).toBeLessThanOrEqual(interval.high);
        },
      ),
    );
  });

  it('moves and scales with the values', () => {
    const factor = fc.constantFrom(0.25, 0.5, 2, 3, 64);
    fc.assert(
      fc.property(anySample, eighths, factor, (values, shift, scale) => {
        const before = estimate(values);
        const after = estimate(values.map((v) => v * scale + shift));
        for (const key of ['estimate', 'low', 'high'] as const) {
          expect(after[key]).toBeCloseTo(before[key] * scale + shift, 4);
        }
      }),
    );
  });

  it('is mirrored by the mirrored values', () => {
    fc.assert(
      fc.property(anySample, (values) => {
        const before = estimate(values);
        const after = estimate(values.map((v) => -v));
        expect(after.estimate).toBeCloseTo(-before.estimate, 8);
        expect(after.low).toBeCloseTo(-before.high, 8);
        expect(after.high).toBeCloseTo(-before.low, 8);
      }),
    );
  });

  it('does not depend on the order, and leaves it alone', () => {
    fc.assert(
      fc.property(anySample, fc.nat(), (values, seed) => {
        const shuffled = seededRandom(seed).shuffle([...values]);
        const kept = [...shuffled];
        expect(estimate(shuffled)).toEqual(estimate(values));
        expect(shuffled).toEqual(kept);
      }),
    );
  });

  it('is wider for more confidence', () => {
    fc.assert(
      fc.property(anySample, (values) => {
        const [narrow, wide] = [estimate(values, 0.8), estimate(values, 0.99)];
        expect(wide.low).toBeLessThanOrEqual(narrow.low);
        expect(wide.high).toBeGreaterThanOrEqual(narrow.high);
      }),
    );
  });

  it.each([
    [1, 0],
    [2, 0.5],
    [5, 0.9375],
  ])('returns the range of %d values and says its confidence is %d', (n, confidence) => {
    const values = Array.from({ length: n }, (_, i) => i * i);
    expect(estimate(values)).toMatchObject({ low: 0, high: (n - 1) ** 2, confidence });
  });

  it('reaches 95 % from 6 values on, and more confidence with more values', () => {
    const values = Array.from({ length: 40 }, (_, i) => i);
    expect(estimate(values.slice(0, 6)).confidence).toBe(0.95);
    expect(estimate(values.slice(0, 10), 0.999).confidence).toBe(1 - 2 ** -9);
    expect(estimate(values, 0.999).confidence).toBe(0.999);
  });

  it('gives a point for equal values', () => {
    expect(estimate([7, 7, 7, 7, 7, 7, 7, 7])).toMatchObject({ estimate: 7, low: 7, high: 7 });
  });

  it('names what is wrong', () => {
    expect(() => estimate([])).toThrow(new RangeError('values is empty'));
    expect(() => estimate([1, Number.NaN])).toThrow(/^values\[1\] is NaN/);
    expect(() => estimate([Number.POSITIVE_INFINITY])).toThrow(/^values\[0\] is Infinity/);
    expect(() => estimate([1], 1)).toThrow(/^confidence is 1/);
    expect(() => estimate([1], Number.NaN)).toThrow(RangeError);
  });
});
