import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyMoves, moveCount, movesBetween } from '../../src/search/moves.js';

const orders = fc
  .uniqueArray(fc.string(), { maxLength: 9 })
  .chain((names) =>
    fc.tuple(
      fc.constant(names),
      fc.shuffledSubarray(names, { minLength: names.length, maxLength: names.length }),
    ),
  );

/** Fewest moves of one name that lead there, by trying them all. */
function fewestMoves(from: readonly string[], to: readonly string[]): number {
  let reached = new Set([JSON.stringify(from)]);
  const goal = JSON.stringify(to);
  for (let moves = 0; ; moves++) {
    if (reached.has(goal)) return moves;
    const next = new Set(reached);
    for (const text of reached) {
      const order: string[] = JSON.parse(text);
      for (const name of order) {
        const others = order.filter((each) => each !== name);
        for (let at = 0; at <= others.length; at++) {
          next.add(JSON.stringify([...others.slice(0, at), name, ...others.slice(at)]));
        }
      }
    }
    reached = next;
  }
}

describe('moves', () => {
  it('made in their order lead from the one to the other', () => {
    fc.assert(
      fc.property(orders, ([from, to]) => {
        expect(applyMoves(from, movesBetween(from, to))).toEqual(to);
      }),
    );
  });

  it('are as few as can be', () => {
    const short = orders.filter(([from]) => from.length <= 5);
    fc.assert(
      fc.property(short, ([from, to]) => {
        expect(movesBetween(from, to)).toHaveLength(fewestMoves(from, to));
      }),
      { numRuns: 60 },
    );
  });

  it('are counted without being listed', () => {
    fc.assert(
      fc.property(orders, ([from, to]) => {
        const order = to.map((name) => from.indexOf(name));
        expect(moveCount(order)).toBe(movesBetween(from, to).length);
      }),
    );
  });

  it('say behind which field each goes, or that it goes to the front', () => {
    expect(movesBetween(['a', 'b', 'c', 'd', 'e'], ['d', 'a', 'c', 'e', 'b'])).toEqual([
      { field: 'd', after: null },
      { field: 'b', after: 'e' },
    ]);
    expect(movesBetween(['a', 'b'], ['a', 'b'])).toEqual([]);
  });
});
