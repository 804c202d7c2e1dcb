import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchForClock, batchMeans, spreadTies } from '../../src/stats/coarse-clock.js';

const readings = fc.array(
  fc.integer({ min: -5, max: 5 }).map((steps) => steps * 26),
  { minLength: 1, maxLength: 100 },
);

function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

describe('spreadTies', () => {
  it('spreads ties evenly over the step they stand for', () => {
    expect(Array.from(spreadTies([26, 0, 26, 26, 26], 26))).toEqual([
      0, 16.25, 22.75, 29.25, 35.75,
    ]);
  });

  it('keeps the mean and moves no value by more than half a step', () => {
    fc.assert(
      fc.property(readings, (values) => {
        const spread = spreadTies(values, 26);
        const sorted = Float64Array.from(values).sort();
        expect(mean(spread)).toBeCloseTo(mean(values), 8);
        spread.forEach((value, i) => {
          expect(Math.abs(value - (sorted[i] ?? 0))).toBeLessThan(13);
        });
      }),
    );
  });

  it('leaves different values and fine clocks alone', () => {
    expect(Array.from(spreadTies([3, 1, 2], 26))).toEqual([1, 2, 3]);
    expect(Array.from(spreadTies([3, 1, 3], 0))).toEqual([1, 3, 3]);
  });

  it('takes readings for equal that differ by rounding only', () => {
    const spread = spreadTies([0.1 + 0.2, 0.3], 1);
    expect(spread[0]).toBeCloseTo(0.05, 9);
    expect(spread[1]).toBeCloseTo(0.55, 9);
  });

  it('names what is wrong', () => {
    expect(() => spreadTies([], 1)).toThrow(/^values is empty/);
    expect(() => spreadTies([1], -1)).toThrow(/^step is -1/);
    expect(() => spreadTies([1], Number.NaN)).toThrow(/^step is NaN/);
  });
});

describe('batchForClock', () => {
  const coarse = (length: number) => Array.from({ length }, (_, i) => (i % 2) * 26);

  it('averages four rounds where the clock is coarse and rounds are many', () => {
    expect(batchForClock(coarse(96), 26)).toBe(4);
    expect(batchForClock(coarse(5000), 26)).toBe(4);
  });

  it('keeps at least 24 batches', () => {
    expect(batchForClock(coarse(95), 26)).toBe(3);
    expect(batchForClock(coarse(24), 26)).toBe(1);
    expect(batchForClock(coarse(1), 26)).toBe(1);
  });

  it('does nothing where the noise is wider than the step', () => {
    expect(
      batchForClock(
        Array.from({ length: 200 }, (_, i) => i),
        26,
      ),
    ).toBe(1);
    expect(batchForClock(coarse(200), 0)).toBe(1);
  });

  it('names what is wrong', () => {
    expect(() => batchForClock([], 26)).toThrow(/^differences is empty/);
  });
});

describe('batchMeans', () => {
  it('averages neighbours and drops none', () => {
    expect(Array.from(batchMeans([1, 3, 5, 7], 2))).toEqual([2, 6]);
    expect(Array.from(batchMeans([1, 3, 5, 7, 9], 2))).toEqual([2, 7]);
    expect(Array.from(batchMeans([1, 3, 5], 1))).toEqual([1, 3, 5]);
  });

  it('names what is wrong', () => {
    expect(() => batchMeans([], 1)).toThrow(/^series is empty/);
    expect(() => batchMeans([1, 2], 3)).toThrow(/^size is 3/);
    expect(() => batchMeans([1, 2], 0)).toThrow(/^size is 0/);
  });
});
