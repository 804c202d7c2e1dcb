import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  rangeConfidenceOfTwo,
  rankSumDepth,
  rankSumDistribution,
} from '../../src/stats/rank-sum.js';

/** Largest U that is significant at two-sided 5 %, as in the usual tables: m, n, U. */
const CRITICAL_VALUES: ReadonlyArray<readonly [number, number, number]> = [
  [4, 4, 0],
  [3, 5, 0],
  [5, 5, 2],
  [5, 8, 6],
  [8, 8, 13],
  [7, 12, 18],
  [10, 10, 23],
  [12, 15, 49],
  [15, 15, 64],
  [20, 20, 127],
];

/** How often each U occurs among all ways to choose which ranks are the first sample's. */
function countsOfAllOrders(m: number, n: number): number[] {
  const counts = new Array<number>(m * n + 1).fill(0);
  for (let chosen = 0; chosen < 2 ** (m + n); chosen++) {
    let first = 0;
    let exceeded = 0;
    for (let rank = 0; rank < m + n; rank++) {
      if (!(chosen & (1 << rank))) continue;
      exceeded += rank - first;
      first++;
    }
    if (first === m) counts[exceeded] = (counts[exceeded] ?? 0) + 1;
  }
  return counts;
}

const size = fc.integer({ min: 1, max: 6 });

describe('rank-sum distribution', () => {
  it.each(CRITICAL_VALUES)('of %d and %d values has the critical value %d', (m, n, critical) => {
    expect(rankSumDepth(m, n, 0.025)).toBe(critical + 1);
    expect(rankSumDepth(n, m, 0.025)).toBe(critical + 1);
  });

  it('is that of all orders', () => {
    fc.assert(
      fc.property(size, size, (m, n) => {
        const counts = countsOfAllOrders(m, n);
        const orders = counts.reduce((sum, count) => sum + count, 0);
        const mass = rankSumDistribution(m, n);
        expect(mass).toHaveLength(m * n + 1);
        mass.forEach((probability, u) => {
          expect(probability * orders).toBeCloseTo(counts[u] ?? 0, 6);
        });
      }),
      { numRuns: 40 },
    );
  });

  it('hardly changes where the normal approximation takes over, in the middle and far out', () => {
    for (const tail of [0.025, 0.0005, 0.00002]) {
      const depths = [28, 29, 30, 31, 32].map((n) => rankSumDepth(n, n, tail));
      const growths = depths.slice(1).map((depth, index) => depth - (depths[index] ?? 0));
      // Exact up to 30; the approximation may only be more careful, by a few differences of 961.
      expect(growths[2]).toBeLessThanOrEqual((growths[1] ?? 0) + 2);
      expect(growths[2]).toBeGreaterThan((growths[1] ?? 0) - 20);
    }
  });

  it('is 0 where even the whole range has less confidence than asked for', () => {
    expect(rankSumDepth(3, 3, 0.025)).toBe(0);
    expect(rangeConfidenceOfTwo(3, 3)).toBeCloseTo(0.9, 12);
    expect(rangeConfidenceOfTwo(1, 1)).toBe(0);
  });

  it('refuses what is no size', () => {
    expect(() => rankSumDepth(0, 3, 0.025)).toThrow(/^m is 0/);
    expect(() => rankSumDepth(3, 1.5, 0.025)).toThrow(/^n is 1.5/);
  });
});
