import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bounds } from '../../src/search/bounds.js';
import { type Model, modelOf } from '../../src/search/model.js';
import { type Placement, Placing } from '../../src/search/placing.js';
import { blockStructs } from './block-structs.js';
import { groupsOf, recipes, registry, structs } from './structs.js';

const models = (most: number) =>
  fc.oneof(structs(most, 2), blockStructs(most, 2)).chain((layout) =>
    fc
      .record({
        groups: groupsOf(layout),
        strategy: recipes,
        baseline: recipes,
        objective: fc.constantFrom('lines', 'saving'),
      })
      .map((request) => modelOf({ layout, ...request, phases: [layout.phase] }, registry)),
  );

const orders = (model: Model) =>
  fc.shuffledSubarray([...model.items.keys()], { minLength: model.items.length });

function itemsOf(model: Model, order: readonly number[]) {
  return order.flatMap((index) => model.items[index] ?? []);
}

describe('a bound', () => {
  it('allows every beginning of an order that obeys the limits, down to its cost', () => {
    const ordered = models(8).chain((model) => fc.tuple(fc.constant(model), orders(model)));
    let checked = 0;
    fc.assert(
      fc.property(ordered, ([model, order]) => {
        const placing = new Placing(model);
        const [phase = 0] = model.phases;
        const whole = placing.empty();
        for (const item of itemsOf(model, order)) placing.append(whole, item, phase);
        fc.pre(placing.excess(whole) === 0);
        const bounds = new Bounds(placing);
        const placement = placing.empty();
        const below = placing.cost(whole) + 1;
        expect(bounds.allows(placement, phase, below)).toBe(true);
        for (const item of itemsOf(model, order)) {
          placing.append(placement, item, phase);
          bounds.put(item);
          expect(bounds.allows(placement, phase, below)).toBe(true);
        }
        expect(bounds.allows(placement, phase, below - 1)).toBe(false);
        checked += 1;
      }),
      { numRuns: 700 },
    );
    expect(checked).toBeGreaterThan(150);
  });
});

/** Two ways to begin with the same fields, and one to go on. */
const forks = models(8).chain((model) =>
  fc.tuple(orders(model), fc.nat(model.items.length)).chain(([order, count]) => {
    const beginning = order.slice(0, count);
    const other = fc.shuffledSubarray(beginning, { minLength: count });
    return fc.record({
      model: fc.constant(model),
      beginnings: fc.tuple(fc.constant(beginning), other),
      rest: fc.constant(order.slice(count)),
    });
  }),
);

describe('beginnings with the same future', () => {
  it('cost the same from then on, and come to the same in groups that are not over', () => {
    let same = 0;
    fc.assert(
      fc.property(forks, ({ model, beginnings, rest }) => {
        const placing = new Placing(model);
        const [phase = 0] = model.phases;
        const bounds = new Bounds(placing);
        for (const item of itemsOf(model, beginnings[0])) bounds.put(item);
        const begun = beginnings.map((beginning) => {
          const placement = placing.empty();
          for (const item of itemsOf(model, beginning)) placing.append(placement, item, phase);
          return placement;
        });
        // Only those are asked for that obey the limits so far.
        if (!begun.every((each) => bounds.allows(each, phase, Number.POSITIVE_INFINITY))) return;
        const [one, other] = begun.map((placement) => bounds.future(placement, phase));
        expect(one).toBeLessThan(bounds.futures);
        if (one !== other) return;
        same += 1;
        const [first, second] = begun.map((placement) => {
          const linesThen = placing.lines(placement, 0);
          for (const item of itemsOf(model, rest)) placing.append(placement, item, phase);
          return outcome(model, placing, placement, linesThen, rest);
        });
        expect(first).toEqual(second);
      }),
      { numRuns: 4000 },
    );
    expect(same).toBeGreaterThan(300);
  });
});

function outcome(
  { groups, tracks }: Model,
  placing: Placing,
  placement: Placement,
  linesThen: number,
  rest: readonly number[],
) {
  const isOpen = (members: readonly number[]) => members.some((index) => rest.includes(index));
  return {
    end: placement[0],
    lines: placing.lines(placement, 0) - linesThen,
    baseline: tracks.length > 1 ? placing.lines(placement, 1) : 0,
    groups: groups.map(({ items }, group) =>
      isOpen(items) ? placing.groupLines(placement, group) : null,
    ),
  };
}
