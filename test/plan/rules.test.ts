/** Whose calls are followed: each layout's own, or other rules where its struct has room for their roles. */

import { describe, expect, it } from 'vitest';
import type { RunOptions } from '../../src/plan/options.js';
import { planBoots, planCells } from '../../src/plan/plan.js';
import { fakeLayout, fakeMeans, fakeRegistry } from './registry.js';
import { usageError } from './usage-error.js';

const MEANS = fakeMeans({
  registry: fakeRegistry({
    layouts: [
      fakeLayout('v5.16', 40),
      fakeLayout('v6.1', 40, ['v6.1']),
      fakeLayout('hot-first', 0, ['v5.10', 'v5.17']),
    ],
  }),
});
const ONE_STATE = { state: 'hot', retirement: 'drained' };

/** By cells and by boots, which have to agree. */
function rulesOf(options: RunOptions): Record<string, string> {
  const { cells } = planCells({ ...ONE_STATE, ...options }, MEANS);
  const { boots } = planBoots({ ...ONE_STATE, ...options }, MEANS);
  const named = (places: readonly { layout: string; rules: string | null }[]) =>
    Object.fromEntries(places.map(({ layout, rules }) => [layout, rules ?? 'none']));
  expect(named(boots)).toEqual(named(cells));
  return named(cells);
}

describe('the rules of a layout', () => {
  it('are its own unless told otherwise: the first that it has room for', () => {
    expect(rulesOf({})).toEqual({ 'v5.16': 'v5.17', 'v6.1': 'v6.1', 'hot-first': 'v5.10' });
  });

  it('are the ones asked for where they fit', () => {
    expect(rulesOf({ layout: 'v5.16,hot-first', rules: 'v5.10' })).toEqual({
      'v5.16': 'v5.10',
      'hot-first': 'v5.10',
    });
  });

  it('choose among all layouts: those without room are left out', () => {
    expect(rulesOf({ rules: 'v5.17' })).toEqual({ 'v5.16': 'v5.17', 'hot-first': 'v5.17' });
    expect(rulesOf({ layout: 'v6.1,all', rules: 'v6.1' })).toEqual({ 'v6.1': 'v6.1' });
  });
});

describe('rules that do not fit', () => {
  it.each(['v6.1', 'v5.16,v6.1', 'v6.1,hot-first'])(
    'a layout asked for by name are refused with what would fit: %s',
    (layout) => {
      expect(usageError(() => planCells({ layout, rules: 'v5.10' }, MEANS))).toBe(
        '--rules v5.10 does not fit layout v6.1, whose roles are those of v6.1; ' +
          "leave --rules out for each layout's own",
      );
    },
  );

  it('are answered with all that would', () => {
    expect(usageError(() => planBoots({ layout: 'v5.16', rules: 'v6.1' }, MEANS))).toContain(
      'layout v5.16, whose roles are those of v5.17 or v5.10;',
    );
  });

  it('any layout are unknown, and said to be so whatever the layout', () => {
    for (const layout of ['all', 'v6.1']) {
      expect(usageError(() => planCells({ layout, rules: 'v6.11' }, MEANS))).toMatch(
        /^unknown rules "v6\.11": did you mean v6\.1 .*\(kvm-mmu-bench list rules shows all\)$/,
      );
    }
  });

  it.each(['', 'all', 'v5.10,v5.17', 'v5.10\u001b[31m'])('as text are one name: %j', (rules) => {
    expect(usageError(() => planCells({ rules }, MEANS))).toContain(
      `unknown rules ${JSON.stringify(rules)}`,
    );
  });
});
