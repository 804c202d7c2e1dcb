import { describe, expect, it } from 'vitest';
import { CENTRES, studentQuantile } from '../../bench/method/student.js';
import { seededRandom } from '../../src/stats/random.js';

describe("Student's t", () => {
  it.each([
    [3, 3.18245],
    [5, 2.57058],
    [10, 2.22814],
    [30, 2.04227],
    [1000, 1.96234],
  ])('with %i degrees of freedom is %f, as tables have it', (freedom, quantile) => {
    expect(studentQuantile(0.95, freedom) / quantile).toBeCloseTo(1, 2);
  });

  it('is refused for fewer than 3', () => {
    expect(() => studentQuantile(0.95, 2)).toThrow(RangeError);
  });
});

describe('the mean', () => {
  const { interval, difference } = CENTRES.mean;

  it('of 1 to 5 has the interval of the textbook: 3 ± 2.776 · √(2.5 / 5)', () => {
    const { estimate, low, high } = interval([1, 2, 3, 4, 5]);
    expect(estimate).toBe(3);
    expect(high - estimate).toBeCloseTo(1.963, 2);
    expect(estimate - low).toBeCloseTo(1.963, 2);
  });

  it('of constant values has no width', () => {
    expect(difference([2, 2, 2, 2], [1, 1, 1, 1])).toEqual({ estimate: 1, low: 1, high: 1 });
  });

  it('is not computed from fewer than 4 values', () => {
    expect(() => interval([1, 2, 3])).toThrow('3 values');
  });
});

describe.each(['mean', 'hodges-lehmann'] as const)('a difference of centres: %s', (centre) => {
  it('is inside its interval 95 times in 100', () => {
    const random = seededRandom(1);
    const normal = () => Array.from({ length: 12 }, random.uniform).reduce((sum, u) => sum + u, -6);
    const runs = 2000;
    let covered = 0;
    for (let run = 0; run < runs; run++) {
      const from = Array.from({ length: 20 }, () => 5 + normal());
      const to = Array.from({ length: 12 }, () => 3 + 3 * normal());
      const { low, high } = CENTRES[centre].difference(from, to);
      if (low <= 2 && 2 <= high) covered += 1;
    }
    expect(covered / runs).toBeGreaterThan(0.93);
    expect(covered / runs).toBeLessThan(0.98);
  });
});
