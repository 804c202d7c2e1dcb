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
 * Neighbouring draws of placement in equal shares, of each share the median: where an older file does
 * not tell which rounds were set aside, they hardly move it.
 *
 * @param samples by round, any unit
 * @param kept indices of rounds that count, ascending
 * @returns as many as there are draws, but at most `MOST_REPETITIONS`, in the order of time
 */
export function repetitionsOf(
  samples: readonly number[],
  kept: readonly number[] = [...samples.keys()],
): Repetition[] {
  const draws = drawMeans(samples, kept);
  const sizes = drawSizes(kept);
  const count = Math.min(MOST_REPETITIONS, draws.length);
  const startOf = (share: number) => Math.floor((share * draws.length) / count);
  return Array.from({ length: count }, (_, share) => {
    const [start, end] = [startOf(share), startOf(share + 1)];
    return {
      value: sortedMedian(draws.slice(start, end).sort()),
      rounds: sizes.slice(start, end).reduce((sum, size) => sum + size, 0),
    };
  });
}

/** In the order of `drawMeans`. */
function drawSizes(kept: readonly number[]): number[] {
  const sizes = new Map<number, number>();
  for (const round of kept) {
    const draw = Math.floor(round / ROUNDS_PER_DRAW);
    sizes.set(draw, (sizes.get(draw) ?? 0) + 1);
  }
  return [...sizes.values()];
}
