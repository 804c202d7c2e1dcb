import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairedInterval } from '../../src/stats/paired.js';
import { seededRandom } from '../../src/stats/random.js';
import {
  DEFAULT_MINIMUM_ROUNDS,
  halfWidth,
  type LookPlan,
  nextLook,
} from '../../src/stats/sequential.js';
import { coarseClock, exponential, gaussian, type Simulation, shifted } from './simulate.js';

const plans: fc.Arbitrary<LookPlan> = fc
  .record({
    minimum: fc.integer({ min: 1, max: 60 }),
    more: fc.integer({ min: 0, max: 3000 }),
    growth: fc.double({ min: 1.01, max: 4, noNaN: true }),
    multiple: fc.integer({ min: 1, max: 30 }),
  })
  .map(({ minimum, more, growth, multiple }) => ({
    minimum,
    maximum: minimum + more,
    growth,
    multiple,
  }));

function looksOf(plan: LookPlan): number[] {
  const looks: number[] = [];
  for (let look = nextLook(0, plan); look !== null; look = nextLook(look, plan)) looks.push(look);
  return looks;
}

describe('nextLook', () => {
  it('spaces looks geometrically', () => {
    expect(looksOf({ minimum: 24, maximum: 200 })).toEqual([24, 36, 54, 81, 122, 183, 200]);
    expect(looksOf({ minimum: 24, maximum: 100, growth: 2, multiple: 7 })).toEqual([28, 56, 100]);
  });

  it('rises from the minimum to the maximum, in whole squares', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const looks = looksOf(plan);
        expect(looks.at(-1)).toBe(plan.maximum);
        looks.slice(0, -1).forEach((look, i) => {
          expect(look).toBeGreaterThanOrEqual(plan.minimum);
          expect(look % (plan.multiple ?? 1)).toBe(0);
          expect(looks[i + 1]).toBeGreaterThan(look);
        });
      }),
    );
  });

  it('does not depend on where between two looks one asks', () => {
    fc.assert(
      fc.property(plans, fc.integer({ min: 0, max: 4000 }), (plan, done) => {
        const expected = looksOf(plan).find((look) => look > done) ?? null;
        expect(nextLook(done, plan)).toBe(expected);
      }),
    );
  });

  it('names what is wrong', () => {
    const plan = { minimum: 10, maximum: 100 };
    expect(() => nextLook(-1, plan)).toThrow(/^done is -1/);
    expect(() => nextLook(0, { ...plan, minimum: 0 })).toThrow(/^plan.minimum is 0/);
    expect(() => nextLook(0, { ...plan, maximum: 9 })).toThrow(/^plan.maximum is 9/);
    expect(() => nextLook(0, { ...plan, growth: 1 })).toThrow(/^plan.growth is 1/);
    expect(() => nextLook(0, { ...plan, multiple: 0 })).toThrow(/^plan.multiple is 0/);
  });
});

describe('the interval reported after stopping', () => {
  const plan = { minimum: DEFAULT_MINIMUM_ROUNDS, maximum: 400 };
  const kinds: ReadonlyArray<readonly [string, Simulation]> = [
    ['normal', shifted(gaussian)],
    ['heavy tails', shifted((r) => gaussian(r) / Math.sqrt(exponential(r)))],
    [
      'lognormal spikes',
      shifted((r) => gaussian(r) + (r.uniform() < 0.08 ? Math.exp(1.5 + gaussian(r)) : 0)),
    ],
    ['a coarse clock', coarseClock((r) => 10 + 10 * r.uniform())],
  ];

  /** Samples until the rule says stop, as a run does. */
  function sampleUntilStop(simulation: Simulation, target: number, seed: number) {
    const random = seededRandom(seed);
    const totals = { covered: 0, rounds: 0, early: 0 };
    for (let run = 0; run < 2000; run++) {
      const { baseline, other, truth, resolution } = simulation(random, plan.maximum);
      for (let rounds = nextLook(0, plan); rounds !== null; rounds = nextLook(rounds, plan)) {
        const interval = pairedInterval(baseline.subarray(0, rounds), other.subarray(0, rounds), {
          resolution,
        });
        if (halfWidth(interval) > target && rounds < plan.maximum) continue;
        if (interval.low <= truth && truth <= interval.high) totals.covered++;
        if (rounds === plan.minimum) totals.early++;
        totals.rounds += rounds;
        break;
      }
    }
    return {
      coverage: totals.covered / 20,
      rounds: totals.rounds / 2000,
      early: totals.early / 2000,
    };
  }

  it.each(kinds)('covers 93 to 97 of 100 truths: %s', (_, simulation) => {
    const { coverage, rounds, early } = sampleUntilStop(simulation, 5, 21);
    expect(coverage).toBeGreaterThanOrEqual(93);
    expect(coverage).toBeLessThanOrEqual(97);
    // The rule must have had a choice, or this would test nothing.
    expect(rounds).toBeGreaterThan(1.4 * plan.minimum);
    expect(rounds).toBeLessThan(0.7 * plan.maximum);
    expect(early).toBeLessThan(0.4);
  });
});
