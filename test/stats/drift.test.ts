import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectDrift } from '../../src/stats/drift.js';
import { seededRandom } from '../../src/stats/random.js';
import { gaussian } from './simulate.js';

const series = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 60 });

/** The score of the Mann-Kendall test by its definition. */
function scoreOf(values: readonly number[]): number {
  return values.reduce(
    (sum, a, i) => sum + values.slice(i + 1).reduce((s, b) => s + Math.sign(b - a), 0),
    0,
  );
}

describe('detectDrift', () => {
  it('agrees with the definition', () => {
    fc.assert(
      fc.property(series, (values) => {
        const pairs = (values.length * (values.length - 1)) / 2;
        expect(detectDrift(values).tau * pairs).toBeCloseTo(scoreOf(values), 8);
      }),
    );
  });

  it('gives the textbook p-value of ten rising values', () => {
    // S = 45, variance 10 * 9 * 25 / 18 = 125, z = 44 / sqrt(125).
    const drift = detectDrift([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(drift.tau).toBe(1);
    expect(drift.pValue).toBeCloseTo(8.303070332644974e-5, 12);
  });

  it('takes ties out of the variance', () => {
    // S = 25, variance 207 (two pairs and one triple of ties), z = 24 / sqrt(207).
    const { pValue } = detectDrift([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8]);
    expect(pValue).toBeCloseTo(0.09529283802345664, 12);
  });

  it('falls as it rises when time is turned round', () => {
    fc.assert(
      fc.property(series, (values) => {
        const [forth, back] = [detectDrift(values), detectDrift([...values].reverse())];
        expect(forth.tau).toBeCloseTo(-back.tau, 12);
        expect(forth.pValue).toBe(back.pValue);
      }),
    );
  });

  it('warns in one of twenty series without drift, and in most with a small one', () => {
    const random = seededRandom(11);
    let [false_, found] = [0, 0];
    for (let run = 0; run < 2000; run++) {
      const noise = Array.from({ length: 40 }, () => gaussian(random));
      if (detectDrift(noise).pValue < 0.05) false_++;
      if (detectDrift(noise.map((v, i) => v + i / 20)).pValue < 0.05) found++;
    }
    expect(false_ / 2000).toBeGreaterThan(0.035);
    expect(false_ / 2000).toBeLessThan(0.065);
    expect(found / 2000).toBeGreaterThan(0.9);
  });

  it('finds none in a constant or a very short series', () => {
    expect(detectDrift([5, 5, 5, 5, 5, 5])).toEqual({ tau: 0, pValue: 1 });
    expect(detectDrift([1])).toEqual({ tau: 0, pValue: 1 });
    expect(detectDrift([1, 2, 3]).pValue).toBe(1);
  });

  it('names what is wrong', () => {
    expect(() => detectDrift([])).toThrow(/^series is empty/);
    expect(() => detectDrift([1, Number.NaN])).toThrow(/^series\[1\]/);
  });
});
