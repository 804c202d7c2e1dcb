import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roundRange } from '../../../src/report/html/axis.js';

const measured = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 });
const multipleOf = (value: number, interval: number) =>
  Math.abs(value / interval - Math.round(value / interval)) < 1e-6;

describe('the range of an axis', () => {
  it('ends at round numbers around the values', () => {
    expect(roundRange(-56.6, 56.6)).toEqual({ min: -60, max: 60, interval: 20 });
    expect(roundRange(2.7, 28.2)).toEqual({ min: 0, max: 30, interval: 5 });
  });

  it('covers the values with no more than a dozen labels, in whatever order they come', () => {
    fc.assert(
      fc.property(measured, measured, (one, other) => {
        const { min, max, interval } = roundRange(one, other);
        const slack = 1e-9 + 1e-9 * Math.max(Math.abs(one), Math.abs(other));
        expect(min).toBeLessThanOrEqual(Math.min(one, other) + slack);
        expect(max).toBeGreaterThanOrEqual(Math.max(one, other) - slack);
        expect((max - min) / interval).toBeLessThanOrEqual(12);
        expect(multipleOf(min, interval) && multipleOf(max, interval)).toBe(true);
        expect(roundRange(other, one)).toEqual({ min, max, interval });
      }),
    );
  });

  it('is a range whatever a file holds', () => {
    fc.assert(
      fc.property(fc.double(), fc.double(), (one, other) => {
        const { min, max, interval } = roundRange(one, other);
        expect([min, max, interval].every(Number.isFinite)).toBe(true);
        expect(min).toBeLessThan(max);
        expect(min + interval).toBeGreaterThan(min);
      }),
    );
  });
});
