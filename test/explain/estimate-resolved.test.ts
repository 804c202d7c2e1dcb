import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isResolved } from '../../src/explain/estimate.js';

describe('a saving is resolved', () => {
  it.each([
    ['above the noise, interval above zero', { estimate: 10, low: 8, high: 12 }, 3, true],
    ['a loss above the noise', { estimate: -10, low: -12, high: -8 }, 3, true],
    ['interval holds zero', { estimate: 10, low: -1, high: 21 }, 3, false],
    ['interval ends on zero', { estimate: 10, low: 0, high: 20 }, 3, false],
    ['a loss whose interval ends on zero', { estimate: -10, low: -20, high: 0 }, 3, false],
    ['below the noise', { estimate: 2, low: 1, high: 3 }, 3, false],
    ['exactly the noise', { estimate: 3, low: 2, high: 4 }, 3, false],
    [
      'interval reaches into the noise, estimate does not',
      { estimate: 4, low: 1, high: 7 },
      3,
      true,
    ],
    ['no noise at all', { estimate: 0.1, low: 0.05, high: 0.2 }, 0, true],
    ['noise unknown', { estimate: 10, low: 8, high: 12 }, Number.POSITIVE_INFINITY, false],
    ['nothing', { estimate: 0, low: 0, high: 0 }, 0, false],
  ])('%s', (_, saving, floor, resolved) => {
    expect(isResolved(saving, floor)).toBe(resolved);
  });

  it('or not, but never only in one direction', () => {
    const finite = fc.double({ min: -100, max: 100, noNaN: true });
    fc.assert(
      fc.property(
        finite,
        finite,
        finite,
        fc.double({ min: 0, max: 50, noNaN: true }),
        (...args) => {
          const [a, b, c, floor] = args;
          const [low = 0, estimate = 0, high = 0] = [a, b, c].sort((x, y) => x - y);
          const mirrored = { estimate: -estimate, low: -high, high: -low };
          expect(isResolved({ estimate, low, high }, floor)).toBe(isResolved(mirrored, floor));
        },
      ),
    );
  });

  it('less often, the higher the noise floor', () => {
    const saving = { estimate: 5, low: 4, high: 6 };
    const floors = [0, 2, 4.9, 5, 5.1, 100];
    expect(floors.map((floor) => isResolved(saving, floor))).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
