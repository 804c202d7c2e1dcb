/** Coverage where two rounds share a placement, as they are measured and as sampling stops. */

import { describe, expect, it } from 'vitest';
import { pairedInterval } from '../../src/stats/paired.js';
import { type Random, seededRandom } from '../../src/stats/random.js';
import { drawMeans, ROUNDS_PER_DRAW } from '../../src/stats/rounds.js';
import { DEFAULT_MINIMUM_ROUNDS, halfWidth, nextLook } from '../../src/stats/sequential.js';
import type { Interval } from '../../src/stats/types.js';
import { gaussian } from './simulate.js';

const TRUTH = 20;
const RUNS = 1500;
/** Of 1,500 runs with 95 %: three standard deviations are 1.7 %. */
const LEAST_PERCENT = 93;

interface Noise {
  placementSd: number;
  roundSd: number;
}

const NOISES: [string, Noise][] = [
  ['all of it between rounds', { placementSd: 0, roundSd: 10 }],
  ['all of it between placements', { placementSd: 10, roundSd: 0 }],
  ['of both', { placementSd: 5, roundSd: 10 }],
];

/** Two columns that grow by whole draws, and the interval of their difference. */
class Cell {
  readonly #columns: [number[], number[]] = [[], []];
  readonly #random: Random;
  readonly #noise: Noise;

  constructor(random: Random, noise: Noise) {
    this.#random = random;
    this.#noise = noise;
  }

  growTo(rounds: number): void {
    const { placementSd, roundSd } = this.#noise;
    while (this.#columns[0].length < rounds) {
      for (const [index, column] of this.#columns.entries()) {
        const placement = (1 - index) * TRUTH + placementSd * gaussian(this.#random);
        for (let round = 0; round < ROUNDS_PER_DRAW; round++) {
          column.push(100 + placement + roundSd * gaussian(this.#random));
        }
      }
    }
  }

  interval(): Interval {
    const [baseline, other] = this.#columns;
    const kept = [...baseline.keys()];
    return pairedInterval(drawMeans(baseline, kept), drawMeans(other, kept));
  }
}

function coveredPercent(noise: Noise, sample: (cell: Cell) => void): number {
  const random = seededRandom(600);
  let covered = 0;
  for (let run = 0; run < RUNS; run++) {
    const cell = new Cell(random, noise);
    sample(cell);
    const { low, high } = cell.interval();
    if (low <= TRUTH && TRUTH <= high) covered += 1;
  }
  return (100 * covered) / RUNS;
}

describe.each(NOISES)('noise, %s', (_, noise) => {
  it.each([24, 96])('%d rounds', (rounds) => {
    const percent = coveredPercent(noise, (cell) => cell.growTo(rounds));
    expect(percent).toBeGreaterThan(LEAST_PERCENT);
    expect(percent).toBeLessThan(98);
  });

  it.each([8, 4])('as many rounds as it takes to be narrow, ± %d', (target) => {
    const looks = { minimum: DEFAULT_MINIMUM_ROUNDS, maximum: 4000, multiple: ROUNDS_PER_DRAW };
    const percent = coveredPercent(noise, (cell) => {
      for (let look = nextLook(0, looks); look !== null; look = nextLook(look, looks)) {
        cell.growTo(look);
        if (halfWidth(cell.interval()) <= target) return;
      }
    });
    // Quiet luck stops early, which costs a percent.
    expect(percent).toBeGreaterThan(LEAST_PERCENT - 1);
  });
});
