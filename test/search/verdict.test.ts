import { describe, expect, it } from 'vitest';
import type { MeasuredCandidate } from '../../src/search/types.js';
import { judgeCandidates } from '../../src/search/verdict.js';
import { seriesInterval } from '../../src/stats/paired.js';
import { type Random, seededRandom } from '../../src/stats/random.js';

const VALUES = 30;

/** Of a job as if measured: a mean, normal noise of 1 ns. */
function measured(random: Random, strategyNs: number, savingNs = 10): MeasuredCandidate {
  const interval = (mean: number) => {
    const { estimate, low, high } = seriesInterval(
      Float64Array.from({ length: VALUES }, () => mean + normal(random)),
    );
    return { estimate, low, high };
  };
  return {
    baselineNsPerReset: interval(strategyNs + savingNs),
    strategyNsPerReset: interval(strategyNs),
    savingNsPerReset: interval(savingNs),
    noiseFloorNsPerReset: 0.5,
    values: VALUES,
  };
}

/** Sum of twelve uniform ones. */
function normal(random: Random): number {
  return Array.from({ length: 12 }, () => random.uniform()).reduce((sum, each) => sum + each, -6);
}

describe('a candidate', () => {
  const random = seededRandom(7);
  const original = measured(random, 100);

  it('that takes less time is faster, one that takes more is slower', () => {
    const { gains, winner } = judgeCandidates(
      original,
      [measured(random, 104), measured(random, 95), measured(random, 100)],
      'lines',
    );
    expect(gains.map(({ verdict }) => verdict)).toEqual(['slower', 'faster', 'not-resolved']);
    expect(gains[1]?.gainNsPerReset.estimate).toBeCloseTo(5, 0);
    expect(winner).toBe(1);
  });

  it('asked for savings is judged by its saving, not by its time', () => {
    const candidates = [measured(random, 80, 10), measured(random, 120, 15)];
    const { gains, winner } = judgeCandidates(original, candidates, 'saving');
    expect(gains.map(({ verdict }) => verdict)).toEqual(['not-resolved', 'faster']);
    expect(winner).toBe(1);
  });

  it('below the noise floor is not faster, however narrow its interval', () => {
    const noisy = { ...measured(random, 95), noiseFloorNsPerReset: 6 };
    const { gains, winner } = judgeCandidates(original, [noisy], 'ns');
    expect(gains[0]).toMatchObject({ verdict: 'not-resolved', noiseFloorNsPerReset: 6 });
    expect(gains[0]?.gainNsPerReset.low).toBeGreaterThan(0);
    expect(winner).toBeNull();
  });

  it('of too few values decides nothing', () => {
    const { gains, winner } = judgeCandidates(
      original,
      [
        { ...measured(random, 50), values: 1 },
        { ...measured(random, 50), values: 7 },
      ],
      'lines',
    );
    expect(gains.map(({ verdict }) => verdict)).toEqual(['not-resolved', 'not-resolved']);
    expect(winner).toBeNull();
  });
});

describe('of several faster ones', () => {
  const random = seededRandom(8);
  const original = measured(random, 100);

  it('the simplest wins that may gain as much as any', () => {
    const alike = [measured(random, 100), measured(random, 90.2), measured(random, 90)];
    expect(judgeCandidates(original, alike, 'lines').winner).toBe(1);
  });

  it('a longer way wins where it is known to gain more', () => {
    const apart = [measured(random, 96), measured(random, 90)];
    expect(judgeCandidates(original, apart, 'lines').winner).toBe(1);
  });

  it('there is no winner among none', () => {
    expect(judgeCandidates(original, [], 'lines')).toEqual({ gains: [], winner: null });
  });
});

describe('five candidates that are no faster', () => {
  it('have a winner in a few of a hundred runs at most, though the noise floor is low', () => {
    const random = seededRandom(9);
    const runs = 200;
    let winners = 0;
    for (let run = 0; run < runs; run++) {
      const five = Array.from({ length: 5 }, () => ({
        ...measured(random, 100),
        noiseFloorNsPerReset: 0,
      }));
      const original = { ...measured(random, 100), noiseFloorNsPerReset: 0 };
      if (judgeCandidates(original, five, 'lines').winner !== null) winners += 1;
    }
    // One side of 5 % in all.
    expect(winners / runs).toBeLessThan(0.05);
    expect(winners).toBeGreaterThan(0);
  });

  it('each have a wider interval than one alone would', () => {
    const random = seededRandom(10);
    const [original, candidate] = [measured(random, 100), measured(random, 99)];
    const width = (count: number) => {
      const candidates = Array.from({ length: count }, () => candidate);
      const [gain] = judgeCandidates(original, candidates, 'lines').gains;
      const { low = 0, high = 0 } = gain?.gainForVerdictNsPerReset ?? {};
      return high - low;
    };
    expect(width(5)).toBeGreaterThan(1.2 * width(1));
  });
});
