import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noiseFloors, type SameCodeComparison } from '../../src/explain/noise-floor.js';

const HOT = { scope: 'writes', state: 'hot', retirement: 'drained' } as const;

function comparison(
  low: number,
  high: number,
  where: Partial<SameCodeComparison> = {},
): SameCodeComparison {
  return { ...HOT, ...where, sameCode: { estimate: (low + high) / 2, low, high } };
}

describe('the noise floor', () => {
  it("is the farthest end of any of a state's A/A intervals", () => {
    expect(noiseFloors([comparison(-1, 2), comparison(-5, 1), comparison(-2, 4)])).toEqual([
      { ...HOT, nsPerReset: 5, comparisons: 3 },
    ]);
  });

  it('is higher where the interval is wider, even around zero', () => {
    const [narrow, wide] = [comparison(-0.1, 0.1), comparison(-9, 9)];
    expect(noiseFloors([narrow])[0]?.nsPerReset).toBe(0.1);
    expect(noiseFloors([narrow, wide])[0]?.nsPerReset).toBe(9);
  });

  it('is kept apart for each scope, cache state and retirement, in order of appearance', () => {
    expect(
      noiseFloors([
        comparison(-7, 3, { state: 'dram' }),
        comparison(-1, 1),
        comparison(-2, 2, { retirement: 'overlapped' }),
        comparison(-30, 20, { scope: 'init' }),
        comparison(-8, 0, { state: 'dram' }),
      ]),
    ).toEqual([
      { ...HOT, state: 'dram', nsPerReset: 8, comparisons: 2 },
      { ...HOT, nsPerReset: 1, comparisons: 1 },
      { ...HOT, retirement: 'overlapped', nsPerReset: 2, comparisons: 1 },
      { ...HOT, scope: 'init', nsPerReset: 30, comparisons: 1 },
    ]);
  });

  it('of no comparison is none', () => {
    expect(noiseFloors([])).toEqual([]);
  });

  it('never falls when a comparison is added, and is below no interval that made it', () => {
    const end = fc.double({ min: -50, max: 50, noNaN: true });
    const intervals = fc.array(fc.tuple(end, end), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(intervals, (pairs) => {
        const all = pairs.map(([a, b]) => comparison(Math.min(a, b), Math.max(a, b)));
        const floors = all.map((_, count) => noiseFloors(all.slice(0, count + 1))[0]?.nsPerReset);
        const farthest = Math.max(...pairs.flat().map(Math.abs));
        expect(floors.at(-1)).toBe(farthest);
        expect(floors).toEqual([...floors].sort((a = 0, b = 0) => a - b));
      }),
    );
  });
});
