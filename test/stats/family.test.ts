import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { familyConfidence, holmRejections } from '../../src/stats/family.js';

/** Holm's procedure as he wrote it: p-values in ascending order, stop at the first that fails. */
function holmByPValues(pValues: readonly number[], level: number): boolean[] {
  const order = pValues.map((_, i) => i).sort((a, b) => (pValues[a] ?? 0) - (pValues[b] ?? 0));
  const rejected = pValues.map(() => false);
  for (const [place, index] of order.entries()) {
    if ((pValues[index] ?? 1) > level / (pValues.length - place)) break;
    rejected[index] = true;
  }
  return rejected;
}

describe('familyConfidence', () => {
  it('divides the error of the family', () => {
    expect(familyConfidence(0.95, 1)).toBeCloseTo(0.95, 15);
    expect(familyConfidence(0.95, 10)).toBeCloseTo(0.995, 15);
    expect(familyConfidence(0.95, 10, 'sidak')).toBeCloseTo(0.9948838, 8);
  });

  it('never asks more with Šidák than with Bonferroni', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.5, max: 0.999, noNaN: true }),
        fc.integer({ min: 1, max: 500 }),
        (c, m) => {
          const [sidak, bonferroni] = [familyConfidence(c, m, 'sidak'), familyConfidence(c, m)];
          expect(sidak).toBeLessThanOrEqual(bonferroni + 1e-12);
        },
      ),
    );
  });

  it('names what is wrong', () => {
    expect(() => familyConfidence(1, 2)).toThrow(/^confidence is 1/);
    expect(() => familyConfidence(0.95, 0)).toThrow(/^comparisons is 0/);
    expect(() => familyConfidence(0.95, 1.5)).toThrow(/^comparisons is 1.5/);
  });
});

describe('holmRejections', () => {
  it('decides as the step-down procedure on p-values does', () => {
    const pValues = fc.array(fc.double({ min: 0, max: 0.1, noNaN: true }), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(pValues, (values) => {
        const decided = holmRejections(
          values.length,
          0.95,
          (index, confidence) => (values[index] ?? 1) <= 1 - confidence,
        );
        expect(decided).toEqual(holmByPValues(values, 1 - 0.95));
      }),
    );
  });

  it('rejects more than Bonferroni where it may', () => {
    const pValues = [0.01, 0.02, 0.9];
    const rejects = (index: number, confidence: number) =>
      (pValues[index] ?? 1) <= 1 - confidence + 1e-12;
    expect(holmRejections(3, 0.95, rejects)).toEqual([true, true, false]);
  });

  it('names what is wrong', () => {
    expect(() => holmRejections(0, 0.95, () => true)).toThrow(/^comparisons/);
  });
});
