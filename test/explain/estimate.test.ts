import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateJob, reach, scale } from '../../src/explain/estimate.js';
import { bootSamples, cellSamples, type Truth } from '../explain/samples.js';

const NOISY: Truth = { noiseNs: 3, driftNs: 0.5, rounds: 400 };

function estimates(truth: Truth) {
  const { strategies, sameCode } = estimateJob(cellSamples(truth));
  const [baseline, strategy] = strategies;
  if (baseline === undefined || strategy === undefined) throw new Error('too few estimates');
  return { baseline, strategy, sameCode };
}

describe('a job with a baseline of 100 ns, a strategy of 90 ns and a control of 2 ns', () => {
  it('shows exactly these without noise, net of the control', () => {
    const { baseline, strategy, sameCode } = estimates({});
    expect(baseline.netNs).toEqual({ estimate: 98, low: 98, high: 98 });
    expect(strategy.netNs).toEqual({ estimate: 88, low: 88, high: 88 });
    expect(strategy.savingNs).toEqual({ estimate: 10, low: 10, high: 10 });
    expect(sameCode).toEqual({ estimate: 0, low: 0, high: 0 });
  });

  it.each([1, 2, 3, 4, 5])('shows them in noise and drift, seed %i', (seed) => {
    const { baseline, strategy } = estimates({ ...NOISY, seed });
    for (const [interval, truth] of [
      [baseline.netNs, 98],
      [strategy.netNs, 88],
      [strategy.savingNs, 10],
    ] as const) {
      expect(Math.abs(interval.estimate - truth)).toBeLessThan(0.8);
      expect(interval.low).toBeLessThan(interval.estimate);
      expect(interval.high).toBeGreaterThan(interval.estimate);
      // 4 standard errors of a difference: a drift that did not cancel would show as 200 ns.
      expect(interval.high - interval.low).toBeLessThan(2 * 4 * 3 * Math.sqrt(2 / 400));
    }
  });

  it('has intervals that miss the truth no more often than they say', () => {
    const runs = 200;
    const hits = Array.from({ length: runs }, (_, seed) => {
      const { savingNs } = estimates({ ...NOISY, rounds: 60, seed }).strategy;
      return savingNs.low <= 10 && savingNs.high >= 10;
    });
    // 95 % of 200 is 190; 180 is more than three standard deviations below.
    expect(hits.filter((hit) => hit).length).toBeGreaterThan(180);
  });
});

describe('estimates of a job', () => {
  it('have one record per strategy, the baseline first, without A/A and control', () => {
    const truth = { strategies: { 'init-flag': 90, 'memcpy-rep-movsb': 130 } };
    const { strategies } = estimateJob(cellSamples(truth));
    expect(strategies.map(({ strategy }) => strategy)).toEqual([
      'field-by-field',
      'init-flag',
      'memcpy-rep-movsb',
    ]);
    expect(strategies.map(({ savingNs }) => savingNs.estimate)).toEqual([0, 10, -30]);
  });

  it('give the baseline a saving of nothing, however noisy it is', () => {
    expect(estimates(NOISY).baseline.savingNs).toEqual({ estimate: 0, low: 0, high: 0 });
  });

  it('keep the samples by round, net of the control of the same round', () => {
    const job = cellSamples({ ...NOISY, rounds: 20 });
    const [, strategy, , control] = job.columns;
    const { samples } = estimateJob(job).strategies[1] ?? { samples: [] };
    expect(samples).toHaveLength(20);
    for (const [round, sample] of samples.entries()) {
      const net = (strategy?.ns[round] ?? 0) - (control?.ns[round] ?? 0);
      expect(sample).toBeCloseTo(net, 2);
    }
  });

  it('compare the same code with itself', () => {
    expect(estimates({ sameCodeNs: 3 }).sameCode).toEqual({ estimate: -3, low: -3, high: -3 });
    const { low, high } = estimates(NOISY).sameCode;
    expect(low).toBeLessThan(0);
    expect(high).toBeGreaterThan(0);
  });

  it('are the same for a boot', () => {
    expect(estimateJob(bootSamples(NOISY))).toEqual(estimateJob(cellSamples(NOISY)));
  });

  it('do not depend on what the harness costs', () => {
    const property = fc.property(fc.integer({ min: 0, max: 500 }), (harnessNs) => {
      const { baseline, strategy } = estimates({
        baselineNs: 98 + harnessNs,
        strategies: { 'init-flag': 88 + harnessNs },
        controlNs: harnessNs,
      });
      expect(baseline.netNs.estimate).toBe(98);
      expect(strategy.netNs.estimate).toBe(88);
      expect(strategy.savingNs.estimate).toBe(10);
    });
    fc.assert(property, { numRuns: 30 });
  });

  it('need a round, and the columns that they are made of', () => {
    expect(() => estimateJob(cellSamples({ rounds: 0 }))).toThrow(RangeError);
    const job = cellSamples();
    for (const purpose of ['baseline', 'again', 'control'] as const) {
      const columns = job.columns.filter((column) => column.purpose !== purpose);
      expect(() => estimateJob({ ...job, columns })).toThrow(`a job without a ${purpose} column`);
    }
  });
});

describe('intervals', () => {
  it('scale as a whole', () => {
    expect(scale({ estimate: 10, low: 8, high: 13 }, 0.4)).toEqual({
      estimate: 4,
      low: 3.2,
      high: 13 * 0.4,
    });
  });

  it('reach as far from zero as their farther end', () => {
    expect(reach({ estimate: 1, low: -2, high: 3 })).toBe(3);
    expect(reach({ estimate: -1, low: -4, high: 3 })).toBe(4);
    expect(reach({ estimate: -3, low: -4, high: -2 })).toBe(4);
  });
});
