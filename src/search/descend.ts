/** The best that small changes of an arrangement come to. */

import { type Arrangement, type Arrangements, compareScores } from './arrangements.js';

/**
 * From each arrangement to the best of its neighbours, as long as that is better: fields that were
 * moved for nothing get back to their places. Pauses after each, telling how many there were.
 */
export function* descend(
  arrangements: Arrangements,
  start: Arrangement,
  visit: (arrangement: Arrangement) => void,
): Generator<number, Arrangement, void> {
  let best = start;
  for (let steps = 1; ; steps++) {
    let better = best;
    for (const neighbour of arrangements.neighbours(best)) {
      if (neighbour.excess > 0) continue;
      visit(neighbour);
      if (compareScores(neighbour.score, better.score) < 0) better = neighbour;
    }
    if (better === best) return best;
    best = better;
    yield steps;
  }
}
