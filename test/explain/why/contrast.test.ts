import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Combination,
  Contrasts,
  minus,
  plus,
  times,
} from '../../../src/explain/lab/contrast.js';
import { seededRandom } from '../../../src/stats/random.js';
import { gaussian } from '../../stats/simulate.js';
import { armSamples } from './support/samples.js';

const ROUNDS = 40;

function column(value: (round: number) => number, rounds = ROUNDS): number[] {
  return Array.from({ length: rounds }, (_, round) => value(round));
}

function noisy(centre: number, seed: number, sd = 1, rounds = ROUNDS): number[] {
  const random = seededRandom(seed);
  return column(() => centre + sd * gaussian(random), rounds);
}

const width = ({ low, high }: { low: number; high: number }) => high - low;

const factors = fc.integer({ min: -5, max: 5 });
const combinations = fc.dictionary(fc.constantFrom('a', 'b', 'c'), factors);

describe('a contrast', () => {
  it('of constant arms is exactly their sum with these factors', () => {
    const found = new Contrasts(armSamples({ a: column(() => 10), b: column(() => 4) }));
    expect(found.interval({ a: 1 })).toEqual({ estimate: 10, low: 10, high: 10 });
    expect(found.interval({ a: 1, b: -1 })).toEqual({ estimate: 6, low: 6, high: 6 });
    expect(found.interval({ a: 2, b: 3 })).toEqual({ estimate: 32, low: 32, high: 32 });
  });

  it('of nothing is nothing, also where an arm that is noisy cancels itself', () => {
    const found = new Contrasts(armSamples({ a: noisy(10, 1) }));
    const nothing = { estimate: 0, low: 0, high: 0 };
    expect(found.interval({})).toEqual(nothing);
    expect(found.interval(minus({ a: 3 }, { a: 3 }))).toEqual(nothing);
  });

  it('is taken within rounds: what all arms of a round share cancels', () => {
    const drift = column((round) => 50 * round + 300 * Math.sin(round));
    const shift = (values: number[]) => values.map((value, round) => value + (drift[round] ?? 0));
    const [a, b, c, d] = [noisy(30, 1), noisy(20, 2), noisy(9, 3), noisy(4, 4)];
    const still = new Contrasts(armSamples({ a, b, c, d }));
    const drifting = new Contrasts(
      armSamples({ a: shift(a), b: shift(b), c: shift(c), d: shift(d) }),
    );
    const differences: Combination[] = [
      { a: 1, b: -1 },
      { a: 1, b: -1, c: -1, d: 1 },
    ];
    for (const combination of differences) {
      const [expected, found] = [still.interval(combination), drifting.interval(combination)];
      for (const end of ['estimate', 'low', 'high'] as const) {
        expect(found[end]).toBeCloseTo(expected[end], 6);
      }
    }
    expect(width(drifting.interval({ a: 1 }))).toBeGreaterThan(300);
  });

  it('holds the truth of a difference whose arms are noisy', () => {
    const hits = column((seed) => {
      const found = new Contrasts(
        armSamples({ a: noisy(30, 2 * seed), b: noisy(20, 2 * seed + 1) }),
      );
      const { low, high } = found.interval({ a: 1, b: -1 });
      return low <= 10 && 10 <= high ? 1 : 0;
    }, 200).reduce((sum, hit) => sum + hit, 0);
    // 95 % of 200 is 190; 180 is more than three standard deviations below.
    expect(hits).toBeGreaterThan(180);
    expect(hits).toBeLessThan(200);
  });

  it('scales with its factors, and is mirrored by negative ones', () => {
    const found = new Contrasts(armSamples({ a: noisy(7, 1), b: noisy(3, 2), c: noisy(1, 3) }));
    const property = fc.property(combinations, factors, (combination, factor) => {
      const [one, scaled] = [
        found.interval(combination),
        found.interval(times(combination, factor)),
      ];
      const [low, high] = factor < 0 ? [one.high, one.low] : [one.low, one.high];
      expect(scaled.estimate).toBeCloseTo(factor * one.estimate, 8);
      expect(scaled.low).toBeCloseTo(factor * low, 8);
      expect(scaled.high).toBeCloseTo(factor * high, 8);
    });
    fc.assert(property);
  });

  it('is that of one arm whose samples are the sum in each round', () => {
    const arms = { a: noisy(7, 1), b: noisy(3, 2), c: noisy(1, 3) };
    const found = new Contrasts(armSamples(arms));
    const property = fc.property(combinations, ({ a = 0, b = 0, c = 0 }) => {
      const sum = column(
        (round) => a * (arms.a[round] ?? 0) + b * (arms.b[round] ?? 0) + c * (arms.c[round] ?? 0),
      );
      const direct = new Contrasts(armSamples({ sum })).interval({ sum: 1 });
      const combined = found.interval({ a, b, c });
      for (const end of ['estimate', 'low', 'high'] as const) {
        expect(combined[end]).toBeCloseTo(direct[end], 8);
      }
    });
    fc.assert(property);
  });

  it('is wider, around the same estimate, the more of them shall hold together', () => {
    const found = new Contrasts(armSamples({ a: noisy(10, 1), b: noisy(4, 2) }));
    const intervals = [1, 2, 8, 32].map((many) => found.interval({ a: 1, b: -1 }, many));
    const [alone] = intervals;
    expect(intervals.map(({ estimate }) => estimate)).toEqual(intervals.map(() => alone?.estimate));
    const widths = intervals.map(width);
    expect(widths).toEqual([...widths].sort((a, b) => a - b));
    expect(new Set(widths).size).toBe(widths.length);
  });

  it('is no narrower than the clock’s step lets it be, times the factor', () => {
    const samples = armSamples({ a: column(() => 10), b: column(() => 10) }, { resolutionNs: 2 });
    const found = new Contrasts(samples);
    const once = found.interval({ a: 1, b: -1 });
    expect(once.estimate).toBeCloseTo(0, 8);
    expect(width(once)).toBeGreaterThan(0.1);
    expect(width(once)).toBeLessThanOrEqual(2);
    expect(width(found.interval({ a: 100, b: -100 }))).toBeCloseTo(100 * width(once), 6);
  });

  it('of an arm that was not measured is refused, and so is a job without a round', () => {
    const found = new Contrasts(armSamples({ a: [1, 2] }));
    expect(() => found.interval({ a: 1, again: -1 })).toThrow(new RangeError('no arm again'));
    expect(() => found.arm('again')).toThrow(RangeError);
    expect(() => new Contrasts(armSamples({ a: [] }))).toThrow(/without a round/);
  });
});

describe('disturbed rounds', () => {
  const SWITCHED = 1;
  const flags = (disturbed: (round: number) => boolean, rounds = ROUNDS) =>
    Uint8Array.from({ length: rounds }, (_, round) => (disturbed(round) ? SWITCHED : 0));

  it('do not count: whatever they read, the contrast is that of the others', () => {
    const disturbances = flags((round) => round % 5 === 0);
    const quiet = noisy(10, 1);
    const spoilt = quiet.map((ns, round) => (round % 5 === 0 ? 1e6 * round : ns));
    const found = new Contrasts(armSamples({ a: spoilt }, { disturbances }));
    expect(found.interval({ a: 1 })).toEqual(
      new Contrasts(armSamples({ a: quiet }, { disturbances })).interval({ a: 1 }),
    );
    expect(found.interval({ a: 1 }).high).toBeLessThan(15);
    expect(found.tooNoisy).toBe(false);
  });

  it.each([
    ['12 quiet rounds of 40', false, 12, 40],
    ['11 quiet rounds of 40', true, 11, 40],
    ['none of 40', true, 0, 40],
    ['all of 12', false, 12, 12],
    ['all of 11, too few to tell', true, 11, 11],
  ])('leave %s: too noisy is %s', (_, tooNoisy, quiet, rounds) => {
    const disturbances = flags((round) => round >= quiet, rounds);
    const found = new Contrasts(armSamples({ a: noisy(10, 1, 1, rounds) }, { disturbances }));
    expect(found.tooNoisy).toBe(tooNoisy);
    expect(found.interval({ a: 1 }).estimate).toBeGreaterThan(8);
  });
});

describe('combinations', () => {
  const arms = { a: column(() => 3), b: column(() => 5), c: column(() => 11) };
  const found = new Contrasts(armSamples(arms));
  const value = (combination: Combination) => found.interval(combination).estimate;

  it('are added, subtracted and multiplied term by term', () => {
    expect(plus({ a: 1, b: 2 }, { b: -1, c: 4 })).toEqual({ a: 1, b: 1, c: 4 });
    expect(minus({ a: 1 }, { a: 1, b: 2 })).toEqual({ a: 0, b: -2 });
    expect(times({ a: 2, b: -1 }, -3)).toEqual({ a: -6, b: 3 });
    expect(plus()).toEqual({});
  });

  it('do as their values do', () => {
    const property = fc.property(combinations, combinations, factors, (one, other, factor) => {
      expect(value(plus(one, other))).toBeCloseTo(value(one) + value(other), 8);
      expect(value(minus(one, other))).toBeCloseTo(value(one) - value(other), 8);
      expect(value(times(one, factor))).toBeCloseTo(factor * value(one), 8);
    });
    fc.assert(property);
  });

  it('leave their terms as they were', () => {
    const [one, other] = [{ a: 1 }, { a: 2 }];
    plus(one, other);
    minus(one, other);
    expect([one, other]).toEqual([{ a: 1 }, { a: 2 }]);
  });
});
