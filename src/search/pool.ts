/** The best arrangements that a search comes by, alike ones once. */

import { type Arrangement, compareScores } from './arrangements.js';

/** More than are measured, because better ones displace their like. */
const CAPACITY = 12;

export class Pool {
  readonly #likenessOf: (arrangement: Arrangement) => string;
  readonly #below: number;
  /** By likeness. */
  readonly #kept = new Map<string, Arrangement>();
  #worst: Arrangement | null = null;

  /** @param below cost that an arrangement must have less of to be kept */
  constructor(below: number, likenessOf: (arrangement: Arrangement) => string) {
    this.#below = below;
    this.#likenessOf = likenessOf;
  }

  /** Keeps it if it obeys all limits and is among the best. */
  offer(arrangement: Arrangement): void {
    if (arrangement.excess > 0 || arrangement.score.cost >= this.#below) return;
    const isFull = this.#kept.size >= CAPACITY;
    if (isFull && this.#worst !== null && !isBetter(arrangement, this.#worst)) return;
    const likeness = this.#likenessOf(arrangement);
    const like = this.#kept.get(likeness);
    if (like !== undefined && !isBetter(arrangement, like)) return;
    this.#kept.set(likeness, arrangement);
    const ranked = this.best(CAPACITY + 1);
    if (ranked.length > CAPACITY) this.#drop(ranked.at(-1));
    this.#worst = ranked.at(Math.min(CAPACITY, ranked.length) - 1) ?? null;
  }

  #drop(arrangement: Arrangement | undefined): void {
    if (arrangement !== undefined) this.#kept.delete(this.#likenessOf(arrangement));
  }

  /** The best first; those of the same score in the order in which they came. */
  best(count: number): Arrangement[] {
    return [...this.#kept.values()]
      .sort((one, other) => compareScores(one.score, other.score))
      .slice(0, count);
  }
}

function isBetter(one: Arrangement, other: Arrangement): boolean {
  return compareScores(one.score, other.score) < 0;
}
