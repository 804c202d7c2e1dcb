/** Layouts that are not built in: what a plan has of them, and what it refuses. */

import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { loadAddon } from '../../src/host/addon.js';
import { builtInLayouts } from '../../src/layout/built-in.js';
import type { Layout } from '../../src/layout/types.js';
import { checkPlan } from '../../src/plan/check.js';
import type { RunOptions } from '../../src/plan/options.js';
import { planBoots, planCells } from '../../src/plan/plan.js';
import { fakeMeans } from './registry.js';
import { usageError } from './usage-error.js';

const registry = loadAddon().registry();
const [V516] = builtInLayouts(registry);
if (V516 === undefined) throw new Error('no layout is built in');

const MMU: Layout = { ...V516, name: 'mine', origin: { kind: 'file', file: 'mine.json' } };
const QUEUE: Layout = {
  name: 'queue',
  origin: { kind: 'file', file: 'queue.json' },
  sizeBytes: 136,
  phase: 8,
  rootMmuOffset: null,
  kernel: null,
  fields: [
    { name: 'head', offset: 0, sizeBytes: 8, role: 'role-dependent' },
    { name: 'tail', offset: 128, sizeBytes: 8, role: 'constant', value: 1 },
  ],
};
const FILES: Readonly<Record<string, Layout>> = {
  'mine.json': MMU,
  'queue.json': QUEUE,
  'again.json': { ...QUEUE, origin: { kind: 'file', file: 'again.json' } },
  'v5.16.json': { ...MMU, name: 'v5.16', origin: { kind: 'file', file: 'v5.16.json' } },
  'odd.json': { ...QUEUE, name: 'odd', phase: 20 },
  'silent.json': { ...QUEUE, name: 'silent', fields: [] },
};

const means = fakeMeans({
  registry,
  findLayout: (name) => {
    const found = FILES[name];
    if (found === undefined) throw new UsageError(`no file ${name}`);
    return found;
  },
});

const planOf = (options: RunOptions) =>
  planCells({ state: 'hot', retirement: 'drained', ...options }, means);
const refusal = (options: RunOptions) => usageError(() => planOf(options));

describe('a layout file in a plan', () => {
  it('stands beside built-in ones, at its own phase, and is in the plan as a whole', () => {
    const plan = planOf({ layout: 'queue.json, v5.17', strategy: 'init-flag' });
    expect(plan.cells.map(({ layout, phase }) => [layout, phase])).toEqual([
      ['v5.17', 16],
      ['queue', 8],
    ]);
    expect(plan.layouts).toEqual([QUEUE]);
  });

  it('is counted by the resets of boots if it is a struct kvm_mmu, else by none', () => {
    const { cells } = planOf({ layout: 'mine.json,queue.json', strategy: 'init-flag' });
    expect(cells.map(({ layout, rules }) => [layout, rules])).toEqual([
      ['mine', registry.layouts[0]?.rules[0]],
      ['queue', null],
    ]);
  });

  it('can be moved, and be asked for twice', () => {
    const { cells } = planOf({
      ...{ layout: 'queue.json,queue.json', phase: '0,24', strategy: 'init-flag' },
    });
    expect(cells.map(({ phase }) => phase)).toEqual([0, 24]);
  });

  it('may lie between multiples of 8 where it is measured elsewhere', () => {
    const { cells } = planOf({ layout: 'odd.json', phase: '16', strategy: 'init-flag' });
    expect(cells.map(({ phase }) => phase)).toEqual([16]);
  });

  it('is checked again where the plan comes from a result', () => {
    const plan = planOf({ layout: 'queue.json', strategy: 'init-flag' });
    expect(checkPlan(plan, means)).toEqual(plan);
    const [first, second] = QUEUE.fields;
    if (!first || !second) throw new Error('two fields');
    const spoiled = { ...QUEUE, fields: [first, { ...second, offset: 4 }] };
    expect(usageError(() => checkPlan({ ...plan, layouts: [spoiled] }, means))).toMatch(
      /^the plan's layout "queue" is not valid: fields\[1\] "tail": .*overlap/,
    );
    expect(usageError(() => checkPlan({ ...plan, layouts: [] }, means))).toContain('queue');
    const [cell] = plan.cells;
    if (cell === undefined) throw new Error('one cell');
    const whole = { ...plan, cells: [{ ...cell, scope: 'init' as const }] };
    expect(usageError(() => checkPlan(whole, means))).toContain('--scope "init"');
  });
});

describe('refused with what to do', () => {
  it.each<[string, RunOptions, RegExp]>([
    ['two of one name', { layout: 'queue.json,again.json' }, /has the name of another layout: ch/],
    ["a built-in one's name", { layout: 'v5.16.json' }, /"v5.16" of "v5.16.json" has the name of/],
    ['one that writes nothing', { layout: 'silent.json' }, /"silent": a reset of it writes not/],
    ['a phase between', { layout: 'odd.json' }, /"odd" lies at phase 20, and only multiples of 8/],
    ['scope init', { layout: 'queue.json', scope: 'init' }, /--scope "init" of "queue": only bui/],
    ['another path', { layout: 'queue.json', path: 'npt' }, /--path "npt" of "queue": only built/],
    ['another guest', { layout: 'queue.json', guest: 'pae' }, /--guest "pae" of "queue": only bu/],
    ['rules of no boot', { layout: 'queue.json', rules: 'v6.1' }, /"queue" is no struct kvm_mmu/],
    ['unknown rules', { layout: 'mine.json', rules: 'v9' }, /unknown rules "v9"/],
    ['what cannot be read', { layout: 'none.json' }, /^no file none.json$/],
  ])('%s', (_, options, message) => {
    expect(refusal(options)).toMatch(message);
  });

  it.each(['queue.json', 'live', 'v5.17,./queue.json'])('boots of %s', (layout) => {
    expect(usageError(() => planBoots({ layout }, means))).toMatch(
      /^--layout "[^"]+": boots are replayed with built-in layouts only; .* run measures its resets$/,
    );
  });
});
