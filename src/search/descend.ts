/** The best that small changes of an arrangement come to. */

import { type Arrangement, type Arrangements, compareScores } from './arrangements.js';

/** Items put between two pauses, about: some milliseconds. */
const PUT_A_TURN = 50_000;

/**
 * From each arrangement to the best of its neighbours, as long as that is better: items that were
 * moved for nothing get back to their places. Pauses now and then, telling the steps so far, with the
 * part of the one begun.
 */
export function* descend(
  arrangements: Arrangements,
  start: Arrangement,
  visit: (arrangement: Arrangement) => void,
): Generator<number, Arrangement, void> {
  const triesATurn = Math.ceil(PUT_A_TURN / start.order.length);
  const mostTries = arrangements.neighbourCount(start);
  let best = start;
  for (let steps = 0; ; steps++) {
    let better = best;
    let tries = 0;
    for (const neighbour of arrangements.neighbours(best)) {
      tries += 1;
      if (tries % triesATurn === 0) yield steps + tries / mostTries;
      if (neighbour.excess > 0) continue;
      visit(neighbour);
      if (compareScores(neighbour.score, better.score) < 0) better = neighbour;
    }
    if (better === best) return best;
    best = better;
  }
}
