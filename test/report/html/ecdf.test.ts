import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Point } from '../../../src/report/html/drawing.js';
import { ecdfCurve, quantile } from '../../../src/report/html/ecdf.js';

const sample = fc
  .array(fc.integer({ min: -50, max: 500 }), { minLength: 1, maxLength: 400 })
  .map((values) => values.sort((one, other) => one - other));
const range = fc
  .tuple(fc.integer({ min: -60, max: 250 }), fc.integer({ min: 1, max: 400 }))
  .map(([min, width]) => ({ min, max: min + width }));
const most = fc.integer({ min: 1, max: 60 });

function shareUpTo(values: readonly number[], x: number): number {
  return values.filter((value) => value <= x).length / values.length;
}

/** Where the drawn curve lies at x: from and to, as it may rise there. */
function drawnAt(points: readonly Point[], x: number): { low: number; high: number } {
  const heights = points.flatMap((point, index) => {
    const next = points[index + 1];
    if (point.x === x) return [point.y];
    if (next === undefined || !(point.x < x && x < next.x)) return [];
    return [point.y + ((next.y - point.y) * (x - point.x)) / (next.x - point.x)];
  });
  return { low: Math.min(...heights), high: Math.max(...heights) };
}

describe('quantiles', () => {
  it('are values of the sample that at least their share does not exceed', () => {
    fc.assert(
      fc.property(sample, fc.double({ noNaN: true, min: 0, max: 1 }), (values, share) => {
        const value = quantile(values, share);
        expect(values).toContain(value);
        expect(shareUpTo(values, value)).toBeGreaterThanOrEqual(share - 1e-9);
        const below = values.filter((each) => each < value).length / values.length;
        expect(below).toBeLessThanOrEqual(share);
      }),
    );
  });
});

describe('an empirical distribution, drawn', () => {
  it('rises in steps at the values of a small sample', () => {
    expect(ecdfCurve([1, 2, 2, 4], { min: 0, max: 3 }, 10)).toEqual([
      { x: 0, y: 0 },
      { x: 1, y: 0 },
      { x: 1, y: 0.25 },
      { x: 2, y: 0.25 },
      { x: 2, y: 0.5 },
      { x: 2, y: 0.5 },
      { x: 2, y: 0.75 },
      { x: 3, y: 0.75 },
    ]);
  });

  it('goes from one end of the axis to the other and never down', () => {
    fc.assert(
      fc.property(sample, range, most, (values, axis, points) => {
        const curve = ecdfCurve(values, axis, points);
        expect(curve.at(0)?.x).toBe(axis.min);
        expect(curve.at(-1)?.x).toBe(axis.max);
        for (const [index, { x, y }] of curve.entries()) {
          const before = curve[index - 1] ?? { x: axis.min, y: 0 };
          expect(x).toBeGreaterThanOrEqual(before.x);
          expect(y).toBeGreaterThanOrEqual(before.y);
          expect(y).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('is nowhere farther from the truth than its thinning allows', () => {
    fc.assert(
      fc.property(sample, range, most, fc.nat(1000), (values, axis, points, thousandth) => {
        const x = axis.min + ((axis.max - axis.min) * thousandth) / 1000;
        const { low, high } = drawnAt(ecdfCurve(values, axis, points), x);
        const allowed = values.length <= points ? 0 : 1 / points + 1 / values.length;
        const truth = shareUpTo(values, x);
        expect(truth).toBeGreaterThanOrEqual(low - allowed - 1e-9);
        expect(truth).toBeLessThanOrEqual(high + allowed + 1e-9);
      }),
    );
  });

  it('keeps to the thinning for a long series, tails apart', () => {
    const long = Array.from({ length: 4000 }, (_, index) => index);
    expect(ecdfCurve(long, { min: 0, max: 4000 }, 40).length).toBeLessThanOrEqual(40 + 9);
  });
});
