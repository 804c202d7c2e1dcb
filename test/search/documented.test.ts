/** What docs/search.md says was found is what is found. */

import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { addonPath, loadAddon } from '../../src/host/addon.js';
import { builtInLayouts } from '../../src/layout/built-in.js';
import { defaultGroups } from '../../src/search/groups.js';
import { searchOrders } from '../../src/search/search.js';
import { recipeNamed } from './structs.js';

const page = readFileSync(new URL('../../docs/search.md', import.meta.url), 'utf8');
const [, table = ''] = page.split('## What was found');
const ROW = /^\| (v[\d.]+|hot-first) \| (\d.*?) \| (\d.*?) \| (\d.*?) \|$/gm;
/** Of each column, by the strategies that its head names. */
const COLUMNS = [['field-by-field', 'memcpy-mov64'], ['init-flag'], ['constant-once']];

/** Lines alone need no annealing: branch and bound finds the least. */
const EXACT = { anneals: 0, stepsPerAnneal: 0, mostNodes: 200_000 };

const rows = [...table.matchAll(ROW)].map(([, layout = '', ...cells]) => ({ layout, cells }));

beforeEach(({ skip }) => {
  skip(addonPath() === null, "the native code is missing: 'npm run install' builds it");
});

describe('the table of what was found', () => {
  it('has a row for every built-in layout', () => {
    const names = builtInLayouts(loadAddon().registry()).map(({ name }) => name);
    expect(rows.map(({ layout }) => layout)).toEqual(names);
  });

  it.each(rows)('is right about the lines of $layout', async ({ layout: name, cells }) => {
    const registry = loadAddon().registry();
    const layout = builtInLayouts(registry).find((each) => each.name === name);
    if (layout === undefined) throw new Error(`no layout ${name}`);
    for (const [column, strategies] of COLUMNS.entries()) {
      for (const strategy of strategies) {
        const request = { layout, groups: defaultGroups(layout), phases: [layout.phase], seed: 1 };
        const { original, candidates, proof } = await searchOrders(
          {
            ...{ ...request, objective: 'lines', effort: EXACT },
            strategy: recipeNamed(strategy, registry),
            baseline: recipeNamed(registry.baseline, registry),
          },
          registry,
          { signal: new AbortController().signal, onProgress: () => {} },
        );
        const [before, after = before] = (cells[column] ?? '')
          .replace(/,.*/, '')
          .split(' → ')
          .map(Number);
        expect(proof).toBe('exact');
        expect([original.cost, candidates[0]?.cost ?? original.cost]).toEqual([before, after]);
      }
    }
  });
});
