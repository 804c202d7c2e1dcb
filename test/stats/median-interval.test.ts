import { describe, expect, it } from 'vitest';
import { medianInterval } from '../../src/stats/median-interval.js';

/** Example of Altman et al., Statistics with Confidence, 2nd edition, 2000, page 38. */
const ALTMAN = [66, 71.2, 83, 83.6, 101, 107.6, 122, 143, 160, 177, 414];

/** low and high as scipy.stats.mstats.median_cihs 1.17 gives them (Hettmansperger & Sheather). */
const SCIPY: ReadonlyArray<readonly [string, readonly number[], number, number, number]> = [
  [
    '1 to 10',
    Array.from({ length: 10 }, (_, i) => i + 1),
    0.95,
    2.6576576576576576,
    8.342342342342342,
  ],
  ['Altman', ALTMAN, 0.95, 82.02996878251821, 161.39750260145684],
  ['Altman', ALTMAN, 0.99, 71.10280373831776, 181.42990654205602],
  [
    'squares to 50',
    Array.from({ length: 50 }, (_, i) => (i + 1) ** 2),
    0.95,
    348.85428803139985,
    1045.3370615664599,
  ],
];

describe('medianInterval', () => {
  it.each(SCIPY)('%s agrees with scipy (%#)', (_, values, confidence, low, high) => {
    const interval = medianInterval(values, confidence);
    expect(interval.low).toBeCloseTo(low, 9);
    expect(interval.high).toBeCloseTo(high, 9);
  });

  it('agrees with a computation by hand', () => {
    // n = 10: P(2 <= B <= 8) = 1002/1024, P(3 <= B <= 7) = 912/1024.
    const part = (1002 / 1024 - 0.95) / (90 / 1024);
    const weight = (8 * part) / (2 + 6 * part);
    const interval = medianInterval([0, 0, 100, 100, 100, 100, 100, 100, 200, 200]);
    expect(interval.low).toBeCloseTo(100 * weight, 10);
    expect(interval.high).toBeCloseTo(200 - 100 * weight, 10);
  });

  it('takes the mean of the middle two', () => {
    expect(medianInterval([9, 1, 4, 2]).estimate).toBe(3);
    expect(medianInterval([9, 1, 4]).estimate).toBe(4);
  });

  it('works where 2^-n is no longer a double', () => {
    const n = 4001;
    const { low, high } = medianInterval(Array.from({ length: n }, (_, i) => i));
    // Normal approximation of the ranks: n/2 +- 1.96 sqrt(n)/2.
    expect(low).toBeCloseTo(2000 - 0.98 * Math.sqrt(n), 0);
    expect(high).toBeCloseTo(2000 + 0.98 * Math.sqrt(n), 0);
  });
});
