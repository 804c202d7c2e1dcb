import { describe, expect, it } from 'vitest';
import { compare, sharpness, turnSpread } from '../../bench/method/compare.js';
import type { Measurement } from '../../bench/method/types.js';
import type { Interval } from '../../src/stats/types.js';

const around = (estimate: number, half: number): Interval => ({
  estimate,
  low: estimate - half,
  high: estimate + half,
});

type Strategy = [name: string, ns: Interval, saving: Interval, byTurn: number[]];

function measurement(id: string, seconds: number, strategies: readonly Strategy[]): Measurement {
  return {
    id,
    description: id,
    seconds,
    values: 100,
    emptyNsPerReset: around(2, 0.1),
    sameCodeNsPerReset: around(0, 0.1),
    strategies: strategies.map(([strategy, nsPerReset, savingNsPerReset, savingByTurnNs]) => ({
      strategy,
      nsPerReset,
      savingNsPerReset,
      savingByTurnNs,
    })),
    warnings: [],
  };
}

const base: Strategy = ['base', around(10, 0.1), around(0, 0), [0, 0]];
const ours = measurement('ours', 4, [base, ['fast', around(5, 0.1), around(5, 0.1), [4.9, 5.1]]]);

function verdictOf(ns: Interval) {
  const other = measurement('other', 4, [['fast', ns, around(5, 1), [5, 5]]]);
  return compare(ours, other, 'as is').strategies;
}

describe('two measurements', () => {
  it('agree within 3 % of the other one', () => {
    expect(verdictOf(around(4.9, 0.01))).toEqual([
      { strategy: 'fast', differencePercent: expect.closeTo(2.04, 2), verdict: 'agrees' },
    ]);
  });

  it('differ where both intervals together do not reach from one to the other', () => {
    expect(verdictOf(around(4, 0.1))).toMatchObject([{ verdict: 'differs' }]);
  });

  it('are unresolved where they do', () => {
    expect(verdictOf(around(4, 2))).toMatchObject([{ verdict: 'unresolved' }]);
  });

  it('are compared only in what both measured', () => {
    expect(verdictOf(around(5, 1)).map(({ strategy }) => strategy)).toEqual(['fast']);
  });
});

describe('the width of a saving', () => {
  it('counts with the root of the run time, and its square says how much longer to run', () => {
    const other = measurement('other', 1, [base, ['fast', around(5, 1), around(5, 1), [5, 5]]]);
    expect(sharpness(ours, other, 'base')).toEqual([
      {
        strategy: 'fast',
        ourWidthNs: expect.closeTo(0.2),
        otherWidthNs: expect.closeTo(2),
        ourWidthNsRootSecond: expect.closeTo(0.4),
        otherWidthNsRootSecond: expect.closeTo(2),
        timeRatio: expect.closeTo(25),
      },
    ]);
  });

  it('is set against what the estimates of single turns vary', () => {
    const { observedSdNs, impliedSdNs } = turnSpread(ours, 'base');
    expect(observedSdNs).toBeCloseTo(0.1414, 3);
    // Of one turn in two: half width / 1.96 · √2.
    expect(impliedSdNs).toBeCloseTo(0.0722, 3);
  });
});
