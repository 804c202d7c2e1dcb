import { describe, expect, it } from 'vitest';
import { estimateJob } from '../../src/explain/estimate.js';
import { cellSamples } from '../explain/samples.js';

/** `--rounds` allows a million; the pairs of so many values do not count in 32 bits. */
describe('an estimate from 70,000 rounds', () => {
  it('lies within its own interval, at the truth', () => {
    const [baseline, strategy] = estimateJob(
      cellSamples({ noiseNs: 3, rounds: 70_000 }),
    ).strategies;
    expect(baseline?.netNs.estimate).toBeCloseTo(98, 0);
    expect(strategy?.savingNs.estimate).toBeCloseTo(10, 0);
    for (const { estimate, low, high } of [baseline?.netNs, strategy?.savingNs].flatMap(
      (interval) => interval ?? [],
    )) {
      expect(estimate).toBeGreaterThanOrEqual(low);
      expect(estimate).toBeLessThanOrEqual(high);
    }
  });
});
