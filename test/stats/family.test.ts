import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { familyConfidence } from '../../src/stats/family.js';

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
