/**
 * The least cost that any order has, by putting items one behind the other and giving up whatever
 * cannot become better than the best known (Land & Doig, Econometrica 28, 1960).
 *
 * Two things keep it small. Items that differ in nothing that counts are put in their original order
 * only. And beginnings with the same items, which end at the same byte with the same lines open, have
 * the same future: of those only the cheapest is continued.
 */

import { Bounds } from './bounds.js';
import type { Item, Model } from './model.js';
import { type Placement, Placing } from './placing.js';

export interface ExactOptions {
  /** Only orders of a smaller cost are of interest. */
  below: number;
  /** Gives up after this many beginnings: the same on every machine, unlike a time. */
  mostNodes: number;
}

export interface ExactResult {
  /** The cheapest order below the bound: items by place; null if there is none, or none was found. */
  found: { order: number[]; phase: number; cost: number } | null;
  /** False if it gave up: then nothing follows from finding none. */
  complete: boolean;
  nodes: number;
}

/** Between two pauses. */
const NODES_A_TURN = 2000;

/** Pauses now and then, telling the nodes so far, so that others get a turn. */
export function* branchAndBound(
  model: Model,
  options: ExactOptions,
): Generator<number, ExactResult, void> {
  const search = new Search(model, options);
  if (!search.isFeasible) return { ...search.result, complete: false };
  for (const phase of model.phases) yield* search.run(phase);
  return search.result;
}

/** Items that are alike in all that counts. */
interface Kind {
  item: Item;
  /** Indices, in the original's order. */
  members: readonly number[];
}

/** A beginning, and the kinds with which it can go on. */
interface Level {
  placement: Placement;
  /** Next kind to try. */
  next: number;
  /** Kind of the last item of the beginning. */
  kind: number;
}

class Search {
  readonly #placing: Placing;
  readonly #bounds: Bounds;
  readonly #kinds: readonly Kind[];
  readonly #levels: Level[];
  readonly #used: number[];
  readonly #mostNodes: number;
  #below: number;
  #phase = 0;
  /** By items used and future: fewest lines that the strategy has dirtied so far. */
  #seen = new Map<number, Map<number, number>>();
  readonly result: ExactResult = { found: null, complete: true, nodes: 0 };

  constructor(model: Model, { below, mostNodes }: ExactOptions) {
    this.#placing = new Placing(model);
    this.#bounds = new Bounds(this.#placing);
    this.#kinds = kindsOf(model.items);
    this.#levels = Array.from({ length: model.items.length + 1 }, () => ({
      placement: this.#placing.empty(),
      next: 0,
      kind: -1,
    }));
    this.#used = this.#kinds.map(() => 0);
    this.#below = below;
    this.#mostNodes = mostNodes;
  }

  /** Whether the numbers that beginnings are told apart by are exact. */
  get isFeasible(): boolean {
    const sets = this.#kinds.reduce((product, { members }) => product * (members.length + 1), 1);
    return Math.max(sets, this.#bounds.futures) <= Number.MAX_SAFE_INTEGER;
  }

  /** Depth first, with one phase. */
  *run(phase: number): Generator<number, void, void> {
    this.#phase = phase;
    this.#seen = new Map();
    const root = this.#at(0);
    root.next = 0;
    if (!this.#bounds.allows(root.placement, phase, this.#below)) return;
    for (let depth = 0; depth >= 0 && this.result.complete; ) {
      const level = this.#at(depth);
      const kind = level.next++;
      if (kind >= this.#kinds.length) {
        if (level.kind >= 0) this.#putBack(level.kind);
        depth -= 1;
      } else if (this.#enter(depth, kind)) {
        depth += 1;
        if (depth === this.#levels.length - 1) this.#keep();
        this.result.nodes += 1;
        this.result.complete = this.result.nodes < this.#mostNodes;
        if (this.result.nodes % NODES_A_TURN === 0) yield this.result.nodes;
      }
    }
  }

  /** Puts an item of that kind behind the beginning, if that may lead to something better. */
  #enter(depth: number, kind: number): boolean {
    const { item, members } = this.#kind(kind);
    if ((this.#used[kind] ?? 0) >= members.length) return false;
    const level = this.#at(depth + 1);
    level.placement.set(this.#at(depth).placement);
    this.#placing.append(level.placement, item, this.#phase);
    level.kind = kind;
    level.next = 0;
    this.#used[kind] = (this.#used[kind] ?? 0) + 1;
    this.#bounds.put(item);
    const isOpen =
      this.#bounds.allows(level.placement, this.#phase, this.#below) &&
      this.#isNew(level.placement);
    if (!isOpen) this.#putBack(kind);
    return isOpen;
  }

  #putBack(kind: number): void {
    this.#used[kind] = (this.#used[kind] ?? 0) - 1;
    this.#bounds.putBack(this.#kind(kind).item);
  }

  /** An order is whole: only better ones get that far. */
  #keep(): void {
    const cost = this.#placing.cost(this.#at(this.#levels.length - 1).placement);
    const taken = this.#kinds.map(() => 0);
    const order = this.#levels.slice(1).map(({ kind }) => {
      const index = taken[kind] ?? 0;
      taken[kind] = index + 1;
      return this.#kind(kind).members[index] ?? 0;
    });
    this.result.found = { order, phase: this.#phase, cost };
    this.#below = cost;
  }

  /** False if a beginning with the same future and no greater cost was here before. */
  #isNew(placement: Placement): boolean {
    let fields = 0;
    this.#kinds.forEach(({ members }, kind) => {
      fields = fields * (members.length + 1) + (this.#used[kind] ?? 0);
    });
    const future = this.#bounds.future(placement, this.#phase);
    const lines = this.#placing.lines(placement, 0);
    const seen = this.#seen.get(fields) ?? new Map<number, number>();
    this.#seen.set(fields, seen);
    if ((seen.get(future) ?? Number.POSITIVE_INFINITY) <= lines) return false;
    seen.set(future, lines);
    return true;
  }

  #kind(index: number): Kind {
    const kind = this.#kinds[index];
    if (kind === undefined) throw new RangeError(`no kind ${index}`);
    return kind;
  }

  #at(depth: number): Level {
    const level = this.#levels[depth];
    if (level === undefined) throw new RangeError(`no level ${depth}`);
    return level;
  }
}

function kindsOf(items: readonly Item[]): Kind[] {
  const kinds = new Map<string, { item: Item; members: number[] }>();
  items.forEach((item, index) => {
    const key = JSON.stringify(item);
    const kind = kinds.get(key) ?? { item, members: [] };
    kind.members.push(index);
    kinds.set(key, kind);
  });
  return [...kinds.values()];
}
