/** The same code against itself, many times: how often does a comparison claim that something changed? */

import { describe, expect, it } from 'vitest';
import { compareResults } from '../../src/compare/compare.js';
import type { CompareOptions, Side } from '../../src/compare/types.js';
import { seededRandom } from '../../src/stats/random.js';
import { run } from './runs.js';

const COMPARISONS = 300;
/** 5 % of 300 are 15; three standard deviations more are 26. */
const MOST_PERCENT = 8.7;

/** Intervals alone: without floors that hide what they get wrong. */
const INTERVALS_ALONE: CompareOptions = { thresholdPercent: 0, betweenRunsPercent: 0 };

function withoutFloors(side: Side): Side {
  return side.map(({ source, result }) => ({ source, result: { ...result, noiseFloor: [] } }));
}

/** Of the comparisons, in which at least one cost or saving is called changed. */
function changedPercent(
  sides: (comparison: number) => [Side, Side],
  options: CompareOptions,
): number {
  let changed = 0;
  for (let comparison = 0; comparison < COMPARISONS; comparison++) {
    const [a, b] = sides(comparison);
    const { cells } = compareResults(a, b, options);
    const measures = cells.flatMap((cell) => [cell.nsPerReset, cell.savingNsPerReset]);
    const isChange = measures.some(
      (measure) => measure?.verdict === 'improved' || measure?.verdict === 'regressed',
    );
    if (isChange) changed++;
  }
  return (100 * changed) / COMPARISONS;
}

describe('a comparison of ten intervals is wrong in 5 % of cases', () => {
  it.each([
    ['with as many rounds on both sides', 48, 48],
    ['with more on one', 24, 120],
  ])('%s', (_, before, after) => {
    const percent = changedPercent((comparison) => {
      const a = run({ seed: 2 * comparison, rounds: before });
      const b = run({ seed: 2 * comparison + 1, rounds: after });
      return [withoutFloors([a]), withoutFloors([b])];
    }, INTERVALS_ALONE);
    expect(percent).toBeLessThan(MOST_PERCENT);
  });

  it('also where only the intervals of the files can be used', () => {
    const blinded = (seed: number): Side => {
      const { source, result } = run({ seed, rounds: 48 });
      const cells = result.cells.map((cell) => ({ ...cell, rounds: cell.rounds + 2, setAside: 2 }));
      return withoutFloors([{ source, result: { ...result, cells } }]);
    };
    const percent = changedPercent(
      (comparison) => [blinded(2 * comparison), blinded(2 * comparison + 1)],
      INTERVALS_ALONE,
    );
    expect(percent).toBeLessThan(MOST_PERCENT);
  });
});

describe('on a machine where one run in eight takes a fifth longer', () => {
  const random = seededRandom(36);
  const spelled = (seed: number) =>
    run({ seed, rounds: 24, factor: random.below(8) === 0 ? 1.2 : 1 });
  const sides =
    (runs: number) =>
    (comparison: number): [Side, Side] => {
      const first = 2 * runs * comparison;
      const side = (from: number) =>
        Array.from({ length: runs }, (_, each) => spelled(from + each));
      return [side(first), side(first + runs)];
    };

  it('intervals and threshold alone are wrong in a fifth of the comparisons of two runs', () => {
    expect(changedPercent(sides(1), { betweenRunsPercent: 0 })).toBeGreaterThan(15);
  });

  it('two single runs are not called changed', () => {
    expect(changedPercent(sides(1), {})).toBeLessThan(1);
  });

  it.each([2, 3])('%d runs a side know what runs differ by', (runs) => {
    expect(changedPercent(sides(runs), {})).toBeLessThan(5);
  });
});
