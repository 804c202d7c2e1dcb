/** Orders of a layout's items at a phase: judged, changed, and the best of them remembered. */

import type { Random } from '../stats/random.js';
import { type Model, paddingBytes } from './model.js';
import { moveCount } from './moves.js';
import { type Placement, Placing } from './placing.js';
import type { Score } from './types.js';

export interface Arrangement {
  /** Items by place. */
  order: readonly number[];
  phase: number;
  score: Score;
  /** By how much limits are exceeded, see Placing; 0: none is. */
  excess: number;
}

export function compareScores(one: Score, other: Score): number {
  return one.cost - other.cost || one.paddingBytes - other.paddingBytes || one.moves - other.moves;
}

/** Longest run of items that is moved at once. */
const LONGEST_RUN = 4;

export class Arrangements {
  readonly model: Model;
  readonly #placing: Placing;
  readonly #placement: Placement;

  constructor(model: Model) {
    this.model = model;
    this.#placing = new Placing(model);
    this.#placement = this.#placing.empty();
  }

  /** The original's order at the first of the phases, which is its own where that is allowed. */
  original(): Arrangement {
    return this.judge([...this.model.items.keys()], this.model.phases[0] ?? 0);
  }

  judge(order: readonly number[], phase: number): Arrangement {
    const { model } = this;
    this.#placing.clear(this.#placement);
    for (const index of order) {
      const item = model.items[index];
      if (item !== undefined) this.#placing.append(this.#placement, item, phase);
    }
    return {
      order,
      phase,
      score: {
        cost: this.#placing.cost(this.#placement),
        paddingBytes: paddingBytes(model.original, phase),
        moves: moveCount(order),
      },
      excess: this.#placing.excess(this.#placement),
    };
  }

  /** Another phase, or the same with a run of items elsewhere, or with two items swapped. */
  neighbour({ order, phase }: Arrangement, random: Random): Arrangement {
    const { phases } = this.model;
    const kind = random.below(phases.length > 1 ? 8 : 7);
    if (kind === 7) return this.judge(order, phases[random.below(phases.length)] ?? phase);
    return this.judge(kind < 4 ? withRunMoved(order, random) : withSwap(order, random), phase);
  }

  /** Every order that differs in the place of one item, and the same order at every other phase. */
  *neighbours({ order, phase }: Arrangement): Generator<Arrangement, void, void> {
    for (const other of this.model.phases) if (other !== phase) yield this.judge(order, other);
    for (const [from, item] of order.entries()) {
      const others = order.filter((_, index) => index !== from);
      for (let to = 0; to <= others.length; to++) {
        if (to === from) continue;
        yield this.judge([...others.slice(0, to), item, ...others.slice(to)], phase);
      }
    }
  }

  /** As many as `neighbours` has, at most. */
  neighbourCount({ order }: Arrangement): number {
    return this.model.phases.length + order.length ** 2;
  }

  /** The order with this item right behind the one that it follows in the original. */
  withHome({ order, phase }: Arrangement, item: number): Arrangement {
    const others = order.filter((each) => each !== item);
    const to = others.indexOf(item - 1) + 1;
    return this.judge([...others.slice(0, to), item, ...others.slice(to)], phase);
  }
}

function withRunMoved(order: readonly number[], random: Random): number[] {
  const length = 1 + random.below(Math.min(LONGEST_RUN, order.length));
  const from = random.below(order.length - length + 1);
  const run = order.slice(from, from + length);
  const others = [...order.slice(0, from), ...order.slice(from + length)];
  const to = random.below(others.length + 1);
  return [...others.slice(0, to), ...run, ...others.slice(to)];
}

function withSwap(order: readonly number[], random: Random): number[] {
  const swapped = [...order];
  const [one, other] = [random.below(order.length), random.below(order.length)];
  swapped[one] = order[other] ?? 0;
  swapped[other] = order[one] ?? 0;
  return swapped;
}
