import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latinOrder } from '../../src/stats/latin-square.js';
import { seededRandom } from '../../src/stats/random.js';

const columnCounts = fc.integer({ min: 1, max: 17 });
const seeds = fc.integer({ min: 0, max: 1e9 });

/** rounds x columns as rows. */
function rows(order: Uint16Array, columns: number): number[][] {
  return Array.from({ length: order.length / columns }, (_, round) =>
    Array.from(order.subarray(round * columns, (round + 1) * columns)),
  );
}

function isPermutation(values: readonly number[]): boolean {
  return new Set(values).size === values.length && values.every((v) => v < values.length);
}

/** How often each ordered pair of different columns stands next to each other. */
function successions(order: readonly number[][], columns: number): number[] {
  const counts = new Array<number>(columns * columns).fill(0);
  for (const row of order) {
    for (let i = 1; i < row.length; i++) {
      const pair = (row[i - 1] ?? 0) * columns + (row[i] ?? 0);
      counts[pair] = (counts[pair] ?? 0) + 1;
    }
  }
  return counts.filter((_, pair) => Math.floor(pair / columns) !== pair % columns);
}

describe('latinOrder', () => {
  it('runs every column once a round, also in a block that is cut off', () => {
    fc.assert(
      fc.property(columnCounts, fc.integer({ min: 0, max: 50 }), seeds, (columns, rounds, seed) => {
        const order = latinOrder(columns, rounds, seededRandom(seed));
        expect(order.length).toBe(rounds * columns);
        for (const row of rows(order, columns)) expect(isPermutation(row)).toBe(true);
      }),
    );
  });

  it('puts every column in every position once a complete block', () => {
    fc.assert(
      fc.property(columnCounts, seeds, (columns, seed) => {
        const order = rows(latinOrder(columns, 3 * columns, seededRandom(seed)), columns);
        for (let block = 0; block < 3; block++) {
          const square = order.slice(block * columns, (block + 1) * columns);
          for (let position = 0; position < columns; position++) {
            expect(isPermutation(square.map((row) => row[position] ?? -1))).toBe(true);
          }
        }
      }),
    );
  });

  it('lets every column follow every other one equally often', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 17 }), seeds, (columns, seed) => {
        const blocks = columns % 2 === 0 ? 1 : 2;
        const order = rows(latinOrder(columns, 4 * columns, seededRandom(seed)), columns);
        for (let start = 0; start < 4 * columns; start += blocks * columns) {
          const counts = successions(order.slice(start, start + blocks * columns), columns);
          expect(new Set(counts)).toEqual(new Set([blocks]));
        }
      }),
    );
  });

  it('depends on the seed alone', () => {
    const order = (seed: number) => latinOrder(6, 12, seededRandom(seed));
    expect(order(3)).toEqual(order(3));
    expect(order(3)).not.toEqual(order(4));
    expect(rows(latinOrder(4, 4, seededRandom(1)), 4)).toMatchInlineSnapshot(`
      [
        [
          0,
          1,
          2,
          3,
        ],
        [
          3,
          2,
          1,
          0,
        ],
        [
          2,
          0,
          3,
          1,
        ],
        [
          1,
          3,
          0,
          2,
        ],
      ]
    `);
  });

  it('draws every first column about equally often', () => {
    const counts = [0, 0, 0, 0, 0];
    for (let seed = 0; seed < 5000; seed++) {
      const first = latinOrder(5, 1, seededRandom(seed))[0] ?? 0;
      counts[first] = (counts[first] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  it('names what is wrong', () => {
    expect(() => latinOrder(0, 1, seededRandom(1))).toThrow(/^columns is 0/);
    expect(() => latinOrder(65_536, 1, seededRandom(1))).toThrow(/^columns/);
    expect(() => latinOrder(2, -1, seededRandom(1))).toThrow(/^rounds is -1/);
  });
});
