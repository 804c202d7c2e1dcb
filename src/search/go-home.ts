/** A shorter way to the like of an arrangement, where there are too many neighbours to descend among. */

import { type Arrangement, type Arrangements, compareScores } from './arrangements.js';

/** Items put between two pauses, about: some milliseconds. */
const PUT_A_TURN = 50_000;

/**
 * Puts each item back behind the one that it follows in the original, if that is better, until that
 * is so for none. Pauses now and then, telling the rounds so far, with the part of the one begun.
 */
export function* goHome(
  arrangements: Arrangements,
  start: Arrangement,
  visit: (arrangement: Arrangement) => void,
): Generator<number, Arrangement, void> {
  const items = start.order.length;
  const triesATurn = Math.ceil(PUT_A_TURN / items);
  let best = start;
  for (let rounds = 0, before: Arrangement | null = null; before !== best; rounds++) {
    before = best;
    for (let item = 0; item < items; item++) {
      if (item % triesATurn === 0) yield rounds + item / items;
      const other = arrangements.withHome(best, item);
      if (other.excess > 0 || compareScores(other.score, best.score) >= 0) continue;
      visit(other);
      best = other;
    }
  }
  return best;
}
