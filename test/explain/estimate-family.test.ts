/** Several strategies at once: the verdicts of a job hold together, not one by one. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateJob, excludesZero } from '../../src/explain/estimate.js';
import { halfWidth } from '../../src/stats/sequential.js';
import { cellSamples, type Truth } from '../explain/samples.js';

/** This many strategies, all as quick as the baseline. */
function equals(count: number): Readonly<Record<string, number>> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`s${index}`, 100]));
}

function proposalsOf(truth: Truth) {
  return estimateJob(cellSamples(truth)).strategies.slice(1);
}

describe('the interval of a verdict', () => {
  it('is the 95 % one where there is one strategy', () => {
    for (const seed of [1, 2, 3]) {
      const [only] = proposalsOf({ strategies: equals(1), noiseNs: 3, seed });
      expect(only?.savingForVerdictNs).toEqual(only?.savingNs);
    }
  });

  it('is wider where there are several, around the same estimate', () => {
    const property = fc.property(fc.integer({ min: 2, max: 14 }), fc.nat(1000), (count, seed) => {
      for (const each of proposalsOf({ strategies: equals(count), noiseNs: 3, seed })) {
        const { savingNs, savingForVerdictNs } = each;
        expect(savingForVerdictNs.estimate).toBe(savingNs.estimate);
        expect(savingForVerdictNs.low).toBeLessThan(savingNs.low);
        expect(savingForVerdictNs.high).toBeGreaterThan(savingNs.high);
      }
    });
    fc.assert(property, { numRuns: 30 });
  });

  it('is the wider, the more there are', () => {
    const widths = [2, 5, 14].map((count) => {
      const [first] = proposalsOf({ strategies: equals(count), noiseNs: 3, seed: 5 });
      return halfWidth(first?.savingForVerdictNs ?? { estimate: 0, low: 0, high: 0 });
    });
    expect(widths).toEqual([...widths].sort((a, b) => a - b));
    expect(new Set(widths).size).toBe(3);
    // Of normal noise: 2.9 standard errors instead of 2.2, not more.
    expect((widths[2] ?? 0) / (widths[0] ?? 1)).toBeLessThan(1.6);
  });

  it('of the baseline is nothing', () => {
    const [baseline] = estimateJob(cellSamples({ strategies: equals(5), noiseNs: 3 })).strategies;
    expect(baseline?.savingForVerdictNs).toEqual({ estimate: 0, low: 0, high: 0 });
  });
});

/** Share of jobs in which some strategy, all as quick as the baseline, is called different. */
function falseAlarms(strategies: number, rounds: number, runs: number) {
  const alarms = { verdict: 0, single: 0 };
  for (let seed = 1; seed <= runs; seed++) {
    const found = proposalsOf({ strategies: equals(strategies), noiseNs: 3, rounds, seed });
    if (found.some((each) => excludesZero(each.savingForVerdictNs))) alarms.verdict += 1;
    if (found.some((each) => excludesZero(each.savingNs))) alarms.single += 1;
  }
  return { verdict: alarms.verdict / runs, single: alarms.single / runs };
}

describe('false alarms of a job with twelve strategies', () => {
  it('are one in twenty jobs at most, where single intervals would make far more', () => {
    const { verdict, single } = falseAlarms(12, 96, 400);
    // 5 %, and three standard deviations of 400 jobs.
    expect(verdict).toBeLessThan(0.05 + 3 * 0.011);
    expect(single).toBeGreaterThan(0.15);
  });

  // Fails while too few draws for the confidence give the widest interval there is instead of none.
  it('are no more with the fewest rounds that --rounds allows', () => {
    expect(falseAlarms(12, 12, 400).verdict).toBeLessThan(0.05 + 3 * 0.011);
  });
});
