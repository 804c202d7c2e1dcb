import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { addonPath, loadAddon } from '../../src/host/addon.js';
import type { NativeRecipe } from '../../src/host/native-programs.js';
import { builtInLayouts } from '../../src/layout/built-in.js';
import { linesOf } from '../../src/layout/lines/writes.js';
import { layoutOf } from '../../src/search/candidate.js';
import { defaultGroups, linesOfGroup } from '../../src/search/groups.js';
import { linesDirtied } from '../../src/search/lines-dirtied.js';
import { modelOf } from '../../src/search/model.js';
import { movablesOf } from '../../src/search/movables.js';
import { Placing } from '../../src/search/placing.js';
import { blockStructs } from './block-structs.js';
import { groupsOf, RECIPES, recipes, registry, STORES, structOf, structs } from './structs.js';

const arrangements = fc.oneof(structs(9), blockStructs(9)).chain((layout) =>
  fc.record({
    layout: fc.constant(layout),
    groups: groupsOf(layout),
    order: fc.shuffledSubarray([...movablesOf(layout).keys()], {
      minLength: movablesOf(layout).length,
    }),
    phase: fc.integer({ min: 0, max: 7 }).map((step) => step * 8),
    strategy: recipes,
  }),
);

describe('fields put one after the other', () => {
  it('dirty the lines that the steps of the reordered layout dirty, whatever the strategy', () => {
    fc.assert(
      fc.property(arrangements, ({ layout, groups, order, phase, strategy }) => {
        const request = { layout, groups, strategy, baseline: STORES, phases: [phase] };
        const model = modelOf({ ...request, objective: 'saving' }, registry);
        const placing = new Placing(model);
        const placement = placing.empty();
        for (const index of order) {
          const item = model.items[index];
          if (item !== undefined) placing.append(placement, item, phase);
        }
        const reordered = layoutOf(layout, { order, phase }, 'reordered');
        const dirtied = (recipe: NativeRecipe) => linesDirtied(reordered, recipe, registry).length;
        expect(placing.lines(placement, 0)).toBe(dirtied(strategy));
        expect(placing.lines(placement, 1)).toBe(dirtied(STORES));
        expect(groups.map((_, group) => placing.groupLines(placement, group))).toEqual(
          groups.map((group) => linesOfGroup(reordered, group)),
        );
      }),
      { numRuns: 700 },
    );
  });

  it('a copy goes over what it may, up to a barrier, and dirties the lines between', () => {
    const wide = (role: 'root' | 'untouched') =>
      structOf([
        { sizeBytes: 8, role: 'constant' },
        { sizeBytes: 160, role },
        { sizeBytes: 8, role: 'constant' },
      ]);
    expect(linesDirtied(wide('root'), RECIPES.copies, registry)).toEqual([0, 1, 2]);
    expect(linesDirtied(wide('untouched'), RECIPES.copies, registry)).toEqual([0, 2]);
    expect(linesDirtied(wide('root'), STORES, registry)).toEqual([0, 2]);
  });
});

describe('of every built-in layout', () => {
  beforeEach(({ skip }) => {
    skip(addonPath() === null, "the native code is missing: 'npm run install' builds it");
  });

  it('and strategy, the lines are those that the compiled code is seen to dirty', () => {
    const addon = loadAddon();
    const native = addon.registry();
    const baseline = STORES;
    for (const layout of builtInLayouts(native)) {
      for (const { name, recipe, control } of native.strategies) {
        if (recipe === undefined || control) continue;
        const request = { layout, strategy: recipe, baseline, groups: defaultGroups(layout) };
        const model = modelOf({ ...request, objective: 'lines', phases: [layout.phase] }, native);
        const placing = new Placing(model);
        const placement = placing.empty();
        for (const item of model.items) placing.append(placement, item, layout.phase);
        const probe = addon.probeWrites({ layout: layout.name, guest: 'unpaged', strategy: name });
        const seen = [...linesOf(probe.writtenBytes, layout.phase)].sort((a, b) => a - b);
        const where = `${layout.name}, ${name}`;
        expect(linesDirtied(layout, recipe, native), where).toEqual(seen);
        expect(placing.lines(placement, 0), where).toBe(seen.length);
        expect(placing.excess(placement), where).toBe(0);
      }
    }
  });
});
