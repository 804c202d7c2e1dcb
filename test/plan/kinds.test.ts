/** What is measured of a reset: on which path, its stores alone or the whole call, full or early. */

import { describe, expect, it } from 'vitest';
import type { RunOptions } from '../../src/plan/options.js';
import { planBoots, planCells } from '../../src/plan/plan.js';
import { fakeMeans } from './registry.js';
import { usageError } from './usage-error.js';

const ONE_PLACE = { layout: 'v5.17', state: 'hot', retirement: 'drained' };

function kindsOf(options: RunOptions): string[] {
  const { cells } = planCells({ ...ONE_PLACE, ...options }, fakeMeans());
  return cells.map(({ path, scope, calls }) => `${path} ${scope} ${calls}`);
}

describe('a cell', () => {
  it('is of the stores of full resets on TDP unless told otherwise', () => {
    expect(kindsOf({})).toEqual(['tdp writes full']);
  });

  it('is there for every path and scope of the lists', () => {
    expect(kindsOf({ path: 'shadow,tdp', scope: 'init' })).toEqual([
      'shadow init full',
      'tdp init full',
    ]);
    expect(kindsOf({ path: 'all', scope: 'all' })).toEqual([
      'tdp writes full',
      'tdp init full',
      'npt writes full',
      'npt init full',
      'shadow writes full',
      'shadow init full',
    ]);
  });
});

describe('early returns', () => {
  it('are calls of scope init, beside the full ones or alone', () => {
    expect(kindsOf({ scope: 'init', calls: 'early' })).toEqual(['tdp init early']);
    for (const calls of ['all', 'full,early']) {
      expect(kindsOf({ scope: 'init', calls })).toEqual(['tdp init full', 'tdp init early']);
    }
  });

  it('are left out of the stores where both scopes and both kinds are asked for', () => {
    expect(kindsOf({ scope: 'all', calls: 'all' })).toEqual([
      'tdp writes full',
      'tdp init full',
      'tdp init early',
    ]);
  });

  it.each([{}, { scope: 'writes' }, { scope: 'all' }])(
    'alone are refused of stores: %j',
    (scope) => {
      expect(usageError(() => kindsOf({ ...scope, calls: 'early' }))).toBe(
        '--calls early needs --scope init: stores alone have no early return',
      );
    },
  );

  it('multiply with guests: each has its own cell of either kind', () => {
    const { cells } = planCells(
      { ...ONE_PLACE, scope: 'init', calls: 'all', guest: 'unpaged,four-level' },
      fakeMeans(),
    );
    expect(cells.map(({ guest, calls }) => `${guest} ${calls}`)).toEqual([
      'unpaged full',
      'unpaged early',
      'four-level full',
      'four-level early',
    ]);
  });
});

describe('a boot', () => {
  it('is there for every path and scope, and makes full and early resets itself', () => {
    const { boots } = planBoots({ ...ONE_PLACE, path: 'tdp,npt', scope: 'all' }, fakeMeans());
    expect(boots.map(({ path, scope }) => `${path} ${scope}`)).toEqual([
      'tdp writes',
      'tdp init',
      'npt writes',
      'npt init',
    ]);
    for (const boot of boots) expect(boot).not.toHaveProperty('calls');
  });
});
