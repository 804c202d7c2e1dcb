import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Term, waterfall } from '../../../src/report/html/sections/waterfall.js';
import { around } from '../../fixtures/explanation.js';

function part(estimate: number, arm = 1): Term {
  return { kind: 'part', value: around(estimate, arm) };
}

function ledgerOf(parts: readonly Term[], sum: number, whole: number): Term[] {
  return [
    ...parts,
    { kind: 'sum', value: around(sum, 2) },
    { kind: 'whole', value: around(whole, 3) },
    { kind: 'rest', value: around(whole - sum, 4) },
  ];
}

describe('a waterfall', () => {
  it('lays parts end to end, losses back, and sum and whole from zero', () => {
    const steps = waterfall(ledgerOf([part(10), part(-4), part(3)], 9, 12));
    expect(steps.map(({ from, to }) => [from, to])).toEqual([
      [0, 10],
      [10, 6],
      [6, 9],
      [0, 9],
      [0, 12],
      [9, 12],
    ]);
  });

  it('has each interval around the end of its bar', () => {
    const [, second] = waterfall([
      part(10),
      { kind: 'part', value: { estimate: 2, low: -1, high: 7 } },
    ]);
    expect(second).toEqual({ from: 10, to: 12, low: 9, high: 17 });
  });

  it('has the rest begin where the measured sum ends, not where the bars do', () => {
    const steps = waterfall(ledgerOf([part(10), part(10)], 18, 25));
    expect(steps.at(-1)).toMatchObject({ from: 18, to: 25 });
  });

  it('without a sum has the rest begin where the parts end', () => {
    const steps = waterfall([part(3), part(4), { kind: 'rest', value: around(5, 1) }]);
    expect(steps.at(-1)).toMatchObject({ from: 7, to: 12 });
  });

  const ns = fc.integer({ min: -1000, max: 1000 });
  const interval = fc.tuple(ns, fc.nat(100), fc.nat(100)).map(([estimate, below, above]) => ({
    estimate,
    low: estimate - below,
    high: estimate + above,
  }));
  const terms = fc.array(
    fc.record({ kind: fc.constantFrom('part', 'sum', 'whole', 'rest'), value: interval }),
  ) as fc.Arbitrary<Term[]>;

  it('adds up: the parts end at the sum of their estimates, each where the next begins', () => {
    fc.assert(
      fc.property(terms, (some) => {
        const steps = waterfall(some);
        const parts = steps.filter((_, index) => some[index]?.kind === 'part');
        const total = some.reduce(
          (sum, { kind, value }) => (kind === 'part' ? sum + value.estimate : sum),
          0,
        );
        expect(parts.at(-1)?.to ?? 0).toBe(total);
        expect(parts.map(({ from }) => from).slice(1)).toEqual(
          parts.map(({ to }) => to).slice(0, -1),
        );
      }),
    );
  });

  it('never changes a bar’s length, or its interval’s', () => {
    fc.assert(
      fc.property(terms, (some) => {
        const lengths = waterfall(some).map(({ from, to, low, high }) => [to - from, high - low]);
        expect(lengths).toEqual(
          some.map(({ value: { estimate, low, high } }) => [estimate, high - low]),
        );
      }),
    );
  });
});
