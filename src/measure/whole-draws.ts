/** Samples as if their last job had ended with a whole draw of placement. */

import { ROUNDS_PER_DRAW } from '../stats/rounds.js';
import type { Sampled } from './types.js';

/**
 * Without the rounds of a draw that was cut short: the next job begins with a new draw, and rounds
 * of two draws must not count as those of one.
 */
export function wholeDraws<T extends Sampled>(samples: T): T {
  const { columns, disturbances, timeline } = samples;
  const rounds = samples.rounds - (samples.rounds % ROUNDS_PER_DRAW);
  if (rounds === samples.rounds) return samples;
  return {
    ...samples,
    rounds,
    columns: columns.map((column) => ({ ...column, ns: column.ns.slice(0, rounds) })),
    disturbances: disturbances.slice(0, rounds),
    timeline: timeline && {
      ...timeline,
      ns: timeline.ns.map((ns) => ns.slice(0, rounds * timeline.parts)),
    },
  };
}
