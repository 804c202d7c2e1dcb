import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blocks, spread } from '../../../src/report/html/side-labels.js';

const GAP = 16;
const heights = fc.array(fc.integer({ min: -100, max: 500 }), { maxLength: 20 });

describe('labels beside a plot', () => {
  it('stay where they would like to be if none is in the way', () => {
    expect(spread([200, 20, 60], GAP, { top: 0, bottom: 300 })).toEqual([200, 20, 60]);
  });

  it('are apart, in order and within the plot if it has room for them', () => {
    fc.assert(
      fc.property(heights, (wanted) => {
        const room = { top: 0, bottom: GAP * wanted.length };
        const placed = spread(wanted, GAP, room);
        const order = wanted
          .map((height, index) => ({ height, y: placed[index] ?? Number.NaN }))
          .sort((one, other) => one.y - other.y);
        for (const [index, { y, height }] of order.entries()) {
          const before = order[index - 1];
          if (before === undefined) continue;
          expect(y - before.y).toBeGreaterThanOrEqual(GAP);
          expect(height).toBeGreaterThanOrEqual(before.height);
        }
        for (const y of placed) {
          expect(y).toBeGreaterThanOrEqual(room.top);
          expect(y).toBeLessThanOrEqual(room.bottom);
        }
      }),
    );
  });

  it('are set in blocks of neighbours, none lost', () => {
    fc.assert(
      fc.property(heights, (wanted) => {
        const labels = spread(wanted, GAP, { top: 0, bottom: 400 }).map((y) => ({ y }));
        const found = blocks(labels, GAP);
        expect(found.flat()).toEqual(labels.toSorted((one, other) => one.y - other.y));
        for (const block of found) {
          expect(block.map(({ y }) => y)).toEqual(block.map((_, row) => block[0].y + row * GAP));
        }
      }),
    );
  });
});
