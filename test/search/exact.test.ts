import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Arrangements } from '../../src/search/arrangements.js';
import { branchAndBound } from '../../src/search/branch-and-bound.js';
import { type Model, modelOf } from '../../src/search/model.js';
import { blockStructs } from './block-structs.js';
import { groupsOf, RECIPES, recipes, registry, STORES, structOf, structs } from './structs.js';

function* permutations(items: readonly number[]): Generator<number[]> {
  if (items.length === 0) yield [];
  for (const item of items) {
    for (const rest of permutations(items.filter((each) => each !== item))) yield [item, ...rest];
  }
}

/** Infinity where no order obeys the limits. */
function leastCost(model: Model): number {
  const arrangements = new Arrangements(model);
  let least = Number.POSITIVE_INFINITY;
  for (const phase of model.phases) {
    for (const order of permutations([...model.items.keys()])) {
      const { excess, score } = arrangements.judge(order, phase);
      if (excess === 0) least = Math.min(least, score.cost);
    }
  }
  return least;
}

function exact(model: Model, below = Number.POSITIVE_INFINITY, mostNodes = 1e6) {
  const search = branchAndBound(model, { below, mostNodes });
  for (;;) {
    const { done, value } = search.next();
    if (done) return value;
  }
}

const models = fc.oneof(structs(6), blockStructs(6)).chain((layout) =>
  fc
    .record({
      groups: groupsOf(layout),
      strategy: recipes,
      baseline: recipes,
      objective: fc.constantFrom('lines', 'saving'),
      phases: fc.constantFrom([layout.phase], [layout.phase, 16], [8, 24, 56]),
    })
    .map((request) => modelOf({ layout, ...request }, registry)),
);

describe('branch and bound', () => {
  it('finds what trying every order finds', () => {
    fc.assert(
      fc.property(models, (model) => {
        const { found, complete } = exact(model);
        expect(complete).toBe(true);
        expect(found?.cost ?? Number.POSITIVE_INFINITY).toBe(leastCost(model));
        if (found === null) return;
        const { score, excess } = new Arrangements(model).judge(found.order, found.phase);
        expect({ cost: score.cost, excess }).toEqual({ cost: found.cost, excess: 0 });
        expect([...found.order].sort((a, b) => a - b)).toEqual([...model.items.keys()]);
      }),
      { numRuns: 250 },
    );
  });

  it('asked for less than the least, finds nothing, and that is a proof', () => {
    fc.assert(
      fc.property(models, (model) => {
        const least = leastCost(model);
        fc.pre(Number.isFinite(least));
        expect(exact(model, least)).toMatchObject({ found: null, complete: true });
        expect(exact(model, least + 1).found?.cost).toBe(least);
      }),
      { numRuns: 100 },
    );
  });

  it('that gives up says so', () => {
    const apart = [1, 2, 4, 8, 16, 24].flatMap((sizeBytes) => [
      { sizeBytes, role: 'untouched' as const },
      { sizeBytes, role: 'constant' as const },
    ]);
    const layout = structOf(apart);
    const request = { layout, groups: [], objective: 'lines', phases: [0] } as const;
    const model = modelOf({ ...request, strategy: STORES, baseline: STORES }, registry);
    const given = exact(model, Number.POSITIVE_INFINITY, 3);
    expect(given).toMatchObject({ found: null, complete: false, nodes: 3 });
    expect(exact(model)).toMatchObject({ found: { cost: 1 }, complete: true });
  });

  it('does not try fields that are alike in every order', () => {
    const fields = Array.from({ length: 16 }, () => ({ sizeBytes: 8, role: 'constant' as const }));
    const request = {
      layout: structOf(fields),
      groups: [],
      objective: 'lines',
      phases: [0],
    } as const;
    const model = modelOf({ ...request, strategy: RECIPES.copies, baseline: STORES }, registry);
    expect(exact(model)).toMatchObject({ found: { cost: 2 }, nodes: 16 });
  });
});
