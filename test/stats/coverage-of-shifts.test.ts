/** Do intervals for the shift between two independent samples cover what they say? */

import { describe, expect, it } from 'vitest';
import { type Random, seededRandom } from '../../src/stats/random.js';
import { rankSumDepth } from '../../src/stats/rank-sum.js';
import { shiftInterval } from '../../src/stats/shift.js';
import { difference } from '../../src/stats/two-sample.js';
import { autoregressive, column, exponential, gaussian } from './simulate.js';

const SHIFT = 20;
const RUNS = 1500;
/** Of 1,500 runs with 95 %: three standard deviations are 1.7 %. */
const LEAST_PERCENT = 93;

type Noise = (random: Random) => number;
type Interval = (from: Float64Array, to: Float64Array) => { low: number; high: number };

const usual: Interval = (from, to) => shiftInterval([from], [to], 0.95);

interface Sizes {
  from: number;
  to: number;
}

function coveredPercent(
  { from, to }: Sizes,
  before: Noise,
  after: Noise,
  interval: Interval = usual,
): number {
  const random = seededRandom(600);
  let covered = 0;
  for (let run = 0; run < RUNS; run++) {
    const { low, high } = interval(
      column(from, () => before(random)),
      column(to, () => SHIFT + after(random)),
    );
    if (low <= SHIFT && SHIFT <= high) covered++;
  }
  return (100 * covered) / RUNS;
}

const times =
  (factor: number, noise: Noise = gaussian): Noise =>
  (random) =>
    factor * noise(random);

const NOISES: [string, Noise][] = [
  ['normal', gaussian],
  ['heavy tails (t with 2 degrees)', (r) => gaussian(r) / Math.sqrt(exponential(r))],
  [
    'lognormal spikes in 8 % of draws',
    (r) => gaussian(r) + (r.uniform() < 0.08 ? Math.exp(1.5 + gaussian(r)) : 0),
  ],
  ['noise that only lengthens', exponential],
];

describe.each(NOISES)('%s', (_, noise) => {
  it.each([
    { from: 12, to: 12 },
    { from: 41, to: 27 },
    { from: 60, to: 200 },
  ])('$from draws against $to', (sizes) => {
    const percent = coveredPercent(sizes, noise, noise);
    expect(percent).toBeGreaterThan(LEAST_PERCENT);
    expect(percent).toBeLessThan(98.5);
  });
});

describe('one side three times as noisy', () => {
  it.each([
    { from: 40, to: 40 },
    { from: 27, to: 41 },
    { from: 20, to: 80 },
    { from: 12, to: 200 },
  ])('and with fewer draws: $from against $to', (sizes) => {
    expect(coveredPercent(sizes, times(3), gaussian)).toBeGreaterThan(LEAST_PERCENT - 1);
  });

  it('is what breaks the interval of the rank-sum test alone', () => {
    const alone: Interval = (from, to) => {
      const [x, y] = [from.sort(), to.sort()];
      const [count, depth] = [x.length * y.length, rankSumDepth(x.length, y.length, 0.025)];
      return { low: difference(x, y, depth), high: difference(x, y, count + 1 - depth) };
    };
    expect(coveredPercent({ from: 20, to: 80 }, times(3), gaussian, alone)).toBeLessThan(90);
  });
});

describe('as many comparisons as a file has', () => {
  it('99.9 % covers 99.9 %', () => {
    const missed =
      100 -
      coveredPercent({ from: 30, to: 45 }, gaussian, gaussian, (from, to) =>
        shiftInterval([from], [to], 0.999),
      );
    // Of 1,500 runs 1.5 are expected to miss.
    expect(missed).toBeLessThan(0.5);
  });
});

describe('draws that resemble their neighbours', () => {
  it.each([
    [0.4, 91],
    [0.6, 90],
  ])('correlation %d: at least %d per cent', (correlation, least) => {
    const random = seededRandom(7);
    let covered = 0;
    for (let run = 0; run < RUNS; run++) {
      const from = autoregressive(random, 120, correlation);
      const to = autoregressive(random, 80, correlation);
      const { low, high } = usual(from, to);
      if (low <= 0 && 0 <= high) covered++;
    }
    expect((100 * covered) / RUNS).toBeGreaterThan(least);
  });
});
