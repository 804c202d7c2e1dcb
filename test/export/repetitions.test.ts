import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aggregatesOf } from '../../src/export/google-benchmark/aggregates.js';
import { MOST_REPETITIONS, repetitionsOf } from '../../src/export/google-benchmark/repetitions.js';

const sample = fc.double({ min: -100, max: 1e4, noNaN: true });
const samples = fc.array(sample, { maxLength: 200 });

describe('repetitions', () => {
  it('are as many as there are draws of two rounds, but at most 20', () => {
    fc.assert(
      fc.property(samples, (values) => {
        const draws = Math.ceil(values.length / 2);
        expect(repetitionsOf(values)).toHaveLength(Math.min(MOST_REPETITIONS, draws));
      }),
    );
  });

  it('share all rounds, equally within one draw', () => {
    fc.assert(
      fc.property(samples, (values) => {
        const rounds = repetitionsOf(values).map((repetition) => repetition.rounds);
        expect(rounds.reduce((sum, each) => sum + each, 0)).toBe(values.length);
        const even = values.length % 2 === 0 ? rounds : rounds.slice(0, -1);
        const spread = Math.max(0, ...even) - Math.min(...even, Math.max(0, ...even));
        expect(spread).toBeLessThanOrEqual(2);
      }),
    );
  });

  it('lie within their own rounds, in the order of time', () => {
    fc.assert(
      fc.property(samples, (values) => {
        let start = 0;
        for (const { value, rounds } of repetitionsOf(values)) {
          const own = values.slice(start, start + rounds);
          expect(value).toBeGreaterThanOrEqual(Math.min(...own) - 1e-9);
          expect(value).toBeLessThanOrEqual(Math.max(...own) + 1e-9);
          start += rounds;
        }
      }),
    );
  });

  it('do not move for one disturbed round in a share of many', () => {
    const quiet = Array.from({ length: 200 }, () => 7);
    const disturbed = quiet.with(33, 90_000);
    expect(repetitionsOf(disturbed)).toEqual(repetitionsOf(quiet));
  });

  it('of few rounds are the means of their draws', () => {
    expect(repetitionsOf([1, 3, 10, 20, 5])).toEqual([
      { value: 2, rounds: 2 },
      { value: 15, rounds: 2 },
      { value: 5, rounds: 1 },
    ]);
  });
});

describe('aggregates', () => {
  it('are those of a textbook', () => {
    const [mean, median, stddev, cv] = aggregatesOf([2, 4, 4, 4, 5, 5, 7, 9]);
    expect(mean).toEqual({ name: 'mean', unit: 'time', value: 5 });
    expect(median).toEqual({ name: 'median', unit: 'time', value: 4.5 });
    expect(stddev?.value).toBeCloseTo(Math.sqrt(32 / 7), 12);
    expect(cv).toMatchObject({ name: 'cv', unit: 'percentage' });
    expect(cv?.value).toBeCloseTo(Math.sqrt(32 / 7) / 5, 12);
  });

  it('of fewer than two repetitions are none', () => {
    expect(aggregatesOf([])).toEqual([]);
    expect(aggregatesOf([3])).toEqual([]);
  });

  it('have no coefficient of variation where the mean is not positive', () => {
    expect(aggregatesOf([-1, 1]).map(({ name }) => name)).toEqual(['mean', 'median', 'stddev']);
  });
});
