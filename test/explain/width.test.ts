import { describe, expect, it } from 'vitest';
import { estimateJob } from '../../src/explain/estimate.js';
import { widthInTargets } from '../../src/explain/width.js';
import { halfWidth } from '../../src/stats/sequential.js';
import { bootSamples, cellSamples, type Truth } from '../explain/samples.js';

const NOISY: Truth = { noiseNs: 3, strategies: { 'init-flag': 90, 'memcpy-rep-movsb': 130 } };

/** Half widths of all comparisons with the baseline, the same code's too. */
function halfWidths(truth: Truth): number[] {
  const { strategies, sameCode } = estimateJob(cellSamples(truth));
  return [sameCode, ...strategies.map(({ savingNs }) => savingNs)].map(halfWidth);
}

describe('the width of a job', () => {
  it('is that of its widest comparison, in units of the target', () => {
    const widest = Math.max(...halfWidths(NOISY));
    expect(widthInTargets(cellSamples(NOISY), 1)).toBeCloseTo(widest, 12);
    expect(widthInTargets(cellSamples(NOISY), 0.25)).toBeCloseTo(4 * widest, 12);
  });

  it('counts the same code too, which is what the noise floor comes from', () => {
    const job = cellSamples({ ...NOISY, strategies: {} });
    const { sameCode } = estimateJob(job);
    expect(halfWidth(sameCode)).toBeGreaterThan(0);
    expect(widthInTargets(job, 1)).toBeCloseTo(halfWidth(sameCode), 12);
  });

  it('has 1 % of what the baseline costs, net of the harness, as its target without one', () => {
    const widest = Math.max(...halfWidths({ ...NOISY, noiseNs: 0.5 }));
    const net = estimateJob(cellSamples({ ...NOISY, noiseNs: 0.5 })).strategies[0]?.netNs.estimate;
    expect(widthInTargets(cellSamples({ ...NOISY, noiseNs: 0.5 }), null)).toBeCloseTo(
      widest / (0.01 * (net ?? 0)),
      9,
    );
  });

  it('asks no baseline for less than a twentieth of a nanosecond', () => {
    const cheap = { baselineNs: 3, controlNs: 2, strategies: { 'init-flag': 2.9 }, noiseNs: 0.1 };
    const widest = Math.max(...halfWidths(cheap));
    expect(widthInTargets(cellSamples(cheap), null)).toBeCloseTo(widest / 0.05, 9);
  });

  it('of a boot is per full reset of it', () => {
    const cell = widthInTargets(cellSamples(NOISY), 0.5);
    expect(widthInTargets(bootSamples(NOISY), 0.5)).toBeCloseTo(cell / 400, 12);
    const never = { ...bootSamples(NOISY), fullResets: 0 };
    expect(widthInTargets(never, 0.5)).toBeCloseTo(cell, 12);
  });

  it('does not depend on where the interval lies', () => {
    const moved = { ...NOISY, strategies: { 'init-flag': 40, 'memcpy-rep-movsb': 99 } };
    expect(widthInTargets(cellSamples(moved), 1)).toBeCloseTo(
      widthInTargets(cellSamples(NOISY), 1),
      9,
    );
  });

  it('shrinks with the rounds', () => {
    const [few, many] = [24, 2400].map((rounds) =>
      widthInTargets(cellSamples({ ...NOISY, rounds }), 1),
    );
    expect((few ?? 0) / (many ?? 1)).toBeGreaterThan(5);
    expect((few ?? 0) / (many ?? 1)).toBeLessThan(25);
  });

  it('of one that noise has spoiled is told from all of its rounds', () => {
    const rounds = 200;
    const spoiled = { ...NOISY, rounds, disturbances: new Uint8Array(rounds).fill(1) };
    expect(widthInTargets(cellSamples(spoiled), 1)).toBeCloseTo(
      widthInTargets(cellSamples({ ...NOISY, rounds }), 1),
      12,
    );
  });
});
