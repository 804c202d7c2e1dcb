import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bounds, judge } from '../../src/compare/verdict.js';

const BOUNDS: Bounds = { threshold: 5, noiseFloor: 2, betweenRuns: 3, betweenRunsMeasured: true };
const CONFIDENCE = 0.999;

function change(low: number, high: number, confidence = CONFIDENCE) {
  return { estimate: (low + high) / 2, low, high, confidence };
}

function verdict(low: number, high: number, bounds: Partial<Bounds> = {}, better: 1 | -1 = -1) {
  return judge(change(low, high), CONFIDENCE, { ...BOUNDS, ...bounds }, better);
}

describe('a verdict', () => {
  it.each([
    // low, high, verdict, reason
    [6, 9, 'regressed', null],
    [-9, -6, 'improved', null],
    [-1, 2, 'same', null],
    [4, 5, 'same', null],
    [1, 9, 'unresolved', 'not beyond the threshold'],
    [-3, 9, 'unresolved', 'the interval is wider than the threshold'],
  ] as const)('of a cost that changed by %d to %d: %s', (low, high, expected, reason) => {
    expect(verdict(low, high)).toEqual({ verdict: expected, reason });
  });

  it('is the other way round for a saving', () => {
    expect(verdict(6, 9, {}, 1).verdict).toBe('improved');
    expect(verdict(-9, -6, {}, 1).verdict).toBe('regressed');
  });

  it.each([
    [{ noiseFloor: 7 }, 'not beyond the noise floor'],
    [{ betweenRuns: 7 }, 'not beyond what runs of one side differ by'],
    [
      { betweenRuns: 7, betweenRunsMeasured: false },
      'not beyond what two single runs may differ by',
    ],
  ])('needs more than each bound: %j', (bounds, reason) => {
    expect(verdict(6, 9, bounds)).toEqual({ verdict: 'unresolved', reason });
    expect(verdict(7.5, 9, bounds).verdict).toBe('regressed');
  });

  it.each([
    [{ noiseFloor: 7 }, 'the noise floor is above the threshold'],
    [{ betweenRuns: 7 }, 'runs of one side differ by more than the threshold'],
  ])('claims no sameness that the noise would hide: %j', (bounds, reason) => {
    expect(verdict(-1, 1, bounds)).toEqual({ verdict: 'unresolved', reason });
  });

  it('does not take an allowance for knowledge', () => {
    expect(verdict(-1, 1, { betweenRuns: 40, betweenRunsMeasured: false }).verdict).toBe('same');
  });

  it('is none where the sample is too small for the confidence', () => {
    const small = judge(change(50, 60, 0.99), CONFIDENCE, BOUNDS, -1);
    expect(small.verdict).toBe('unresolved');
    expect(small.reason).toContain('too few rounds');
  });

  it('never claims both, and never a change that any bound allows', () => {
    const size = fc.double({ min: 0, max: 20, noNaN: true });
    const end = fc.double({ min: -30, max: 30, noNaN: true });
    fc.assert(
      fc.property(
        end,
        end,
        size,
        size,
        size,
        fc.boolean(),
        (x, y, threshold, noise, runs, known) => {
          const [low, high] = [Math.min(x, y), Math.max(x, y)];
          const bounds = {
            threshold,
            noiseFloor: noise,
            betweenRuns: runs,
            betweenRunsMeasured: known,
          };
          const { verdict: found, reason } = judge(change(low, high), CONFIDENCE, bounds, -1);
          expect(reason === null).toBe(found !== 'unresolved');
          const largest = Math.max(threshold, noise, runs);
          if (found === 'regressed') expect(low).toBeGreaterThan(largest);
          if (found === 'improved') expect(high).toBeLessThan(-largest);
          if (found === 'same') {
            expect(Math.max(Math.abs(low), Math.abs(high))).toBeLessThanOrEqual(threshold);
            expect(noise).toBeLessThanOrEqual(threshold);
          }
        },
      ),
    );
  });
});
