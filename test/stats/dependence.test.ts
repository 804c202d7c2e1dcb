import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { autocorrelationTime, widenForDependence } from '../../src/stats/dependence.js';
import { seededRandom } from '../../src/stats/random.js';
import { autoregressive, gaussian } from './simulate.js';

/** Sum over all lags of the rank correlation of a normal AR(1): 6/pi asin(rho^k / 2) at lag k. */
function rankTime(correlation: number): number {
  let time = 1;
  for (let lag = 1; lag < 400; lag++) {
    time += (12 / Math.PI) * Math.asin(correlation ** lag / 2);
  }
  return time;
}

describe('autocorrelationTime', () => {
  it.each([0.2, 0.5, 0.8])('of a long series with correlation %d', (correlation) => {
    const series = autoregressive(seededRandom(1), 20_000, correlation);
    const expected = rankTime(correlation);
    expect(Math.abs(autocorrelationTime(series) / expected - 1)).toBeLessThan(0.12);
  });

  it('is close to 1 for independent values, and never below', () => {
    const random = seededRandom(2);
    let sum = 0;
    for (let run = 0; run < 200; run++) {
      const time = autocorrelationTime(Float64Array.from({ length: 200 }, () => gaussian(random)));
      expect(time).toBeGreaterThanOrEqual(1);
      sum += time;
    }
    expect(sum / 200).toBeLessThan(1.2);
    expect(autocorrelationTime(autoregressive(random, 500, -0.5))).toBe(1);
  });

  it('looks at ranks alone', () => {
    const finite = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(finite, (values) => {
        const time = autocorrelationTime(values);
        expect(autocorrelationTime(values.map((v) => Math.exp(v / 10)))).toBe(time);
        expect(autocorrelationTime(values.map((v) => 3 - 2 * v))).toBeCloseTo(time, 10);
      }),
    );
  });

  it('is not fooled by outliers', () => {
    const series = autoregressive(seededRandom(3), 1000, 0.6);
    for (let i = 0; i < series.length; i += 50) series[i] = 1e12;
    expect(autocorrelationTime(series)).toBeGreaterThan(2.5);
  });

  it('does not judge constant or very short series', () => {
    expect(autocorrelationTime([3, 3, 3, 3, 3, 3, 3, 3, 3, 3])).toBe(1);
    expect(autocorrelationTime([1, 2, 3, 4, 5, 6, 7])).toBe(1);
    expect(() => autocorrelationTime([])).toThrow(/^series is empty/);
  });
});

describe('widenForDependence', () => {
  it('stretches each side by the square root', () => {
    const interval = { estimate: 10, low: 9, high: 12, confidence: 0.95 };
    expect(widenForDependence(interval, 4)).toEqual({ ...interval, low: 8, high: 14 });
    expect(widenForDependence(interval, 1)).toBe(interval);
  });
});
