/** Good orders of structs of any size: simulated annealing (Kirkpatrick, Gelatt & Vecchi, Science 220, 1983). */

import type { Random } from '../stats/random.js';
import type { Arrangement, Arrangements } from './arrangements.js';

export interface AnnealOptions {
  steps: number;
  random: Random;
  /** Told of each one that it goes to. */
  visit: (arrangement: Arrangement) => void;
}

/** In units of the cost: one line. */
const FIRST_TEMPERATURE = 1;
const LAST_TEMPERATURE = 0.004;
/** Breaking a limit by one costs more than any line saved, but not so much that it is no way through. */
const EXCESS_WEIGHT = 3;
/** Items moved and bytes of padding only decide between orders of the same cost. */
const MOVE_WEIGHT = 0.02;
const PADDING_WEIGHT = 0.02;

/** Items put between two pauses, about: some milliseconds. */
const PUT_A_TURN = 50_000;

/**
 * From one arrangement to another, each a small change of the one before. Pauses now and then, telling
 * the steps so far.
 *
 * @returns where it ended; it may break limits
 */
export function* anneal(
  arrangements: Arrangements,
  start: Arrangement,
  { steps, random, visit }: AnnealOptions,
): Generator<number, Arrangement, void> {
  let current = start;
  let energy = energyOf(current);
  const cooling = (LAST_TEMPERATURE / FIRST_TEMPERATURE) ** (1 / Math.max(1, steps));
  let temperature = FIRST_TEMPERATURE;
  const stepsATurn = Math.ceil(PUT_A_TURN / start.order.length);
  for (let step = 1; step <= steps; step++) {
    const next = arrangements.neighbour(current, random);
    const nextEnergy = energyOf(next);
    const isTaken =
      nextEnergy <= energy || random.uniform() < Math.exp((energy - nextEnergy) / temperature);
    if (isTaken) {
      visit(next);
      current = next;
      energy = nextEnergy;
    }
    temperature *= cooling;
    if (step % stepsATurn === 0) yield step;
  }
  return current;
}

function energyOf({ excess, score: { cost, paddingBytes, moves } }: Arrangement): number {
  return cost + EXCESS_WEIGHT * excess + MOVE_WEIGHT * moves + PADDING_WEIGHT * paddingBytes;
}
