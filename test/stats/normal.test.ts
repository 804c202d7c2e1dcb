import { describe, expect, it } from 'vitest';
import { normalQuantile, normalTwoSided, normalUpperTail } from '../../src/stats/normal.js';

/** Values of scipy.stats.norm 1.17 (sf and ppf), double precision. */
const UPPER_TAILS: ReadonlyArray<readonly [number, number]> = [
  [0, 0.5],
  [0.5, 0.3085375387259869],
  [1, 0.15865525393145707],
  [2, 0.022750131948179195],
  [2.999, 0.0013543365337271057],
  [3, 0.0013498980316300933],
  [3.001, 0.0013454728250849653],
  [5, 2.866515718791933e-7],
  [8, 6.22096057427174e-16],
  [30, 4.906713927147908e-198],
];
const QUANTILES: ReadonlyArray<readonly [number, number]> = [
  [0.6, 0.2533471031357997],
  [0.975, 1.959963984540054],
  [0.995, 2.5758293035489004],
  [0.9995, 3.2905267314919255],
  [1 - 5e-7, 4.89163847571478],
];

describe('normalUpperTail', () => {
  it.each(UPPER_TAILS)('at %d', (z, tail) => {
    expect(normalUpperTail(z) / tail).toBeCloseTo(1, 11);
    expect(normalUpperTail(-z)).toBeCloseTo(1 - tail, 14);
  });

  it('doubles into a two-sided p-value that never exceeds 1', () => {
    expect(normalTwoSided(-1.959963984540054)).toBeCloseTo(0.05, 14);
    expect(normalTwoSided(0)).toBe(1);
  });
});

describe('normalQuantile', () => {
  it.each(QUANTILES)('of %d', (probability, z) => {
    expect(normalQuantile(probability)).toBeCloseTo(z, 9);
    expect(normalQuantile(1 - probability)).toBeCloseTo(-z, 9);
  });

  it('is 0 in the middle and refuses 0, 1 and NaN', () => {
    expect(normalQuantile(0.5)).toBeCloseTo(0, 14);
    for (const wrong of [0, 1, -1, Number.NaN]) {
      expect(() => normalQuantile(wrong)).toThrow(/probability/);
    }
  });
});
