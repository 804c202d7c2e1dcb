import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hodgesLehmann, walshAverage } from '../../src/stats/hodges-lehmann.js';
import { seededRandom } from '../../src/stats/random.js';
import { signedRankDepth, signedRankDistribution } from '../../src/stats/signed-rank.js';

/** Hollander, Wolfe & Chicken, table 3.1: depression factor of nine patients, before and after. */
const BEFORE = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
const AFTER = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];

/** Critical values for two-sided 5 %, as in Wilcoxon & Wilcox 1964: n and the largest T. */
const CRITICAL_VALUES: ReadonlyArray<readonly [number, number]> = [
  [6, 0],
  [7, 2],
  [8, 3],
  [9, 5],
  [10, 8],
  [12, 13],
  [15, 25],
  [20, 52],
  [25, 89],
  [30, 137],
  [50, 434],
];

/** All averages of pairs, the slow way. */
function walshAverages(values: readonly number[]): number[] {
  const averages = values.flatMap((a, i) => values.slice(i).map((b) => (a + b) / 2));
  return averages.sort((a, b) => a - b);
}

describe('signed-rank distribution', () => {
  it.each(CRITICAL_VALUES)('of %d values has the critical value %d', (n, critical) => {
    expect(signedRankDepth(n, 0.025)).toBe(critical + 1);
  });

  it('is that of all 32 subsets of 1 to 5', () => {
    const counts = new Array<number>(16).fill(0);
    for (let subset = 0; subset < 32; subset++) {
      let sum = 0;
      for (let rank = 1; rank <= 5; rank++) if (subset & (1 << (rank - 1))) sum += rank;
      counts[sum] = (counts[sum] ?? 0) + 1;
    }
    expect(Array.from(signedRankDistribution(5), (p) => p * 32)).toEqual(counts);
  });

  it('hardly changes where the normal approximation takes over', () => {
    // Exact depths that the approximation for 61 and more values continues.
    const growth = signedRankDepth(61, 0.025) - signedRankDepth(60, 0.025);
    const before = signedRankDepth(60, 0.025) - signedRankDepth(59, 0.025);
    expect(Math.abs(growth - before)).toBeLessThanOrEqual(2);
  });

  it('counts a probability that is just reached', () => {
    expect(signedRankDepth(6, 2 ** -6)).toBe(1);
    expect(signedRankDepth(6, 2 ** -6 - 1e-9)).toBe(0);
  });
});

describe('hodgesLehmann', () => {
  it('agrees with the published example', () => {
    const differences = AFTER.map((after, i) => after - (BEFORE[i] ?? 0));
    const interval = hodgesLehmann(differences, 0.95);
    expect(interval.estimate).toBeCloseTo(-0.46, 10);
    // The book gives (-0.786, -0.010) with the exact confidence 0.961.
    expect(interval.low).toBeCloseTo(-0.786, 10);
    expect(interval.high).toBeCloseTo(-0.01, 10);
  });

  it('finds every rank that sorting all averages finds', () => {
    const value = fc.oneof(
      fc.integer({ min: -4, max: 4 }),
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.double({ min: -1e-300, max: 1e-300, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 14 }), (values) => {
        const sorted = Float64Array.from(values).sort();
        const expected = walshAverages(Array.from(sorted));
        expected.forEach((average, i) => {
          // Not toBe: 0 and -0 are one value here.
          expect(walshAverage(sorted, i + 1) === average).toBe(true);
        });
      }),
    );
  });

  it('is not moved by a fifth of wild values', () => {
    const random = seededRandom(3);
    const values = Array.from({ length: 100 }, (_, i) => (i < 20 ? 1e9 : random.uniform()));
    expect(hodgesLehmann(values).estimate).toBeLessThan(1);
  });

  it('takes 2,000 values in its stride', () => {
    const random = seededRandom(4);
    const values = Array.from({ length: 2000 }, () => random.uniform());
    const start = performance.now();
    for (let i = 0; i < 10; i++) hodgesLehmann(values);
    // A hundred times what it takes: a guard against the quadratic way, not a benchmark.
    expect((performance.now() - start) / 10).toBeLessThan(200);
  });
});
