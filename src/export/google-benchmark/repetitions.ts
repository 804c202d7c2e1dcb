/** From rounds to what other harnesses call repetitions: few, and independent of each other. */

import { sortedMedian } from '../../stats/median-interval.js';
import { drawMeans, ROUNDS_PER_DRAW } from '../../stats/rounds.js';

/** More than a U test needs, and few enough for a program that compares each name with each entry. */
export const MOST_REPETITIONS = 20;

export interface Repetition {
  /** In the unit of the samples. */
  value: number;
  /** That it stands for. */
  rounds: number;
}

/**
 * Neighbouring draws of placement in equal shares, of each share the median: rounds that were set
 * aside are among the samples without a mark, and hardly move it.
 *
 * @param samples by round, any unit
 * @returns as many as there are draws, but at most `MOST_REPETITIONS`, in the order of time
 */
export function repetitionsOf(samples: readonly number[]): Repetition[] {
  const draws = drawMeans(samples, [...samples.keys()]);
  const count = Math.min(MOST_REPETITIONS, draws.length);
  const startOf = (share: number) => Math.floor((share * draws.length) / count);
  return Array.from({ length: count }, (_, share) => {
    const [start, end] = [startOf(share), startOf(share + 1)];
    return {
      value: sortedMedian(draws.slice(start, end).sort()),
      rounds: Math.min(end * ROUNDS_PER_DRAW, samples.length) - start * ROUNDS_PER_DRAW,
    };
  });
}
