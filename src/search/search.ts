/**
 * Orders of a struct's fields and blocks, and phases, that a strategy's reset dirties fewer lines with.
 *
 * Branch and bound says whether there are any, and finds one of the best; annealing finds others, and
 * short ways to them, and is all there is where the struct is too large for a proof. Both are counted
 * in steps, so that a seed gives the same everywhere.
 */

import type { NativeRegistry } from '../host/native.js';
import { LONGEST_NAME } from '../layout/files/layout-schema.js';
import type { Layout } from '../layout/types.js';
import type { Watch } from '../measure/measure.js';
import { type Random, seededRandom } from '../stats/random.js';
import { anneal } from './anneal.js';
import { type Arrangement, Arrangements } from './arrangements.js';
import { branchAndBound } from './branch-and-bound.js';
import { candidateOf, layoutOf, originalAtRunTime, type Recipes } from './candidate.js';
import { descend } from './descend.js';
import { goHome } from './go-home.js';
import { likenessOf } from './likeness.js';
import { type Model, modelOf } from './model.js';
import { Parts } from './parts.js';
import { Pool } from './pool.js';
import type { FieldGroup, Objective, Proof, SearchResult } from './types.js';

export interface SearchRequest extends Recipes {
  layout: Layout;
  objective: Objective;
  groups: readonly FieldGroup[];
  /** To choose from, 0..63. */
  phases: readonly number[];
  seed: number;
  effort?: Effort;
}

/** How long is searched, in units that do not depend on the machine. */
export interface Effort {
  anneals: number;
  stepsPerAnneal: number;
  /** Branch and bound gives up after so many beginnings. */
  mostNodes: number;
}

/** In one annealing: each step puts every item anew, and there may be hundreds. */
const MOST_PUT = 10_000_000;

/** One to two seconds for a `kvm_mmu`; less for what has fewer neighbours. */
function usualEffort(items: number): Effort {
  const stepsPerAnneal = Math.min(60_000, 500 * items ** 2, Math.ceil(MOST_PUT / items));
  return { anneals: 8, stepsPerAnneal, mostNodes: 200_000 };
}

/** Of more items the neighbours are too many to try them all. */
const MOST_DESCENDING = 48;

/** So many are worth being measured. */
export const MOST_CANDIDATES = 5;
/** Of the best, so many are looked at for a shorter way to the same. */
const SHORTENED = 2 * MOST_CANDIDATES;
/** Steps that a descent takes, about. */
const STEPS_OF_DESCENT = 10;

/** What of the whole each part takes, about. */
const SHARES = { anneal: 0.7, shorten: 0.1, exact: 0.2 };

/**
 * @throws UsageError for a struct that cannot be taken apart, see `requireWholeStruct`; the signal's
 * reason if it is aborted
 */
export async function searchOrders(
  request: SearchRequest,
  registry: Pick<NativeRegistry, 'layouts'>,
  watch: Watch,
): Promise<SearchResult> {
  const { layout } = request;
  const search = new Search(modelOf(request, registry), request, watch);
  await search.improveExactly();
  if (search.isOpen) {
    await search.anneal();
    await search.shorten();
    // What gave up may come to an end with a better bound.
    await search.improveExactly();
  }
  return {
    original: candidateOf(originalAtRunTime(layout), search.own.score, request, registry),
    candidates: search.best(MOST_CANDIDATES).map((arrangement, index) => {
      const name = reorderedName(layout.name, index + 1);
      return candidateOf(layoutOf(layout, arrangement, name), arrangement.score, request, registry);
    }),
    proof: search.proof,
  };
}

/** One that a layout file takes, however long the original's is. */
function reorderedName(base: string, number: number): string {
  const suffix = `-reordered-${number}`;
  // Half a character is none.
  const short = base.slice(0, LONGEST_NAME - suffix.length).replace(/[\ud800-\udbff]$/, '');
  return `${short}${suffix}`;
}

class Search {
  readonly #model: Model;
  readonly #arrangements: Arrangements;
  readonly #pool: Pool;
  readonly #parts: Parts;
  readonly #effort: Effort;
  readonly #random: Random;
  /** The original as it is. */
  readonly own: Arrangement;
  /** Of what is known of better orders than the best so far. */
  proof: Proof = 'heuristic';

  constructor(model: Model, { effort, seed }: SearchRequest, watch: Watch) {
    this.#model = model;
    this.#arrangements = new Arrangements(model);
    this.own = this.#arrangements.judge([...model.items.keys()], model.original.phase);
    this.#pool = new Pool(this.own.score.cost, (each) => likenessOf(model, each));
    this.#parts = new Parts(watch);
    this.#effort = effort ?? usualEffort(model.items.length);
    this.#random = seededRandom(seed);
  }

  best(count: number): Arrangement[] {
    return this.#pool.best(count);
  }

  /** Something better was found, or may yet be. */
  get isOpen(): boolean {
    return this.proof === 'heuristic' || this.best(1).length > 0;
  }

  /** Half of the runs go on from the best so far, and look for shorter ways to its like. */
  async anneal(): Promise<void> {
    const { anneals, stepsPerAnneal: steps } = this.#effort;
    for (let run = 0; run < anneals; run++) {
      const [best] = run % 2 === 1 ? this.best(1) : [];
      const part = anneal(this.#arrangements, best ?? this.#arrangements.original(), {
        steps,
        random: this.#random,
        visit: this.#visit,
      });
      await this.#parts.run('annealing', SHARES.anneal / anneals, steps, part);
    }
  }

  async shorten(): Promise<void> {
    const best = this.best(SHORTENED);
    const shorten = this.#model.items.length > MOST_DESCENDING ? goHome : descend;
    for (const arrangement of best) {
      const part = shorten(this.#arrangements, arrangement, this.#visit);
      const share = SHARES.shorten / best.length;
      await this.#parts.run('shortening', share, STEPS_OF_DESCENT, part);
    }
  }

  /** Finds one of the best, unless that was done already or takes too long. */
  async improveExactly(): Promise<void> {
    if (this.proof === 'exact') return;
    const { mostNodes } = this.#effort;
    const below = this.best(1)[0]?.score.cost ?? this.own.score.cost;
    const part = branchAndBound(this.#model, { below, mostNodes });
    const { found, complete } = await this.#parts.run(
      'branch and bound',
      SHARES.exact / 2,
      mostNodes,
      part,
    );
    if (found !== null) this.#visit(this.#arrangements.judge(found.order, found.phase));
    if (complete) this.proof = 'exact';
  }

  readonly #visit = (arrangement: Arrangement): void => this.#pool.offer(arrangement);
}
