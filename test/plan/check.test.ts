/** A plan from a file, made elsewhere or by hand: what of it exists here? */

import { describe, expect, it } from 'vitest';
import { checkPlan, type ForeignPlan } from '../../src/plan/check.js';
import { planBoots, planCells } from '../../src/plan/plan.js';
import { fixture } from '../report/fixtures.js';
import { fakeMeans, withoutFeature } from './registry.js';
import { usageError } from './usage-error.js';

const OPTIONS = { guest: 'all', targetCi: '0.5', seed: '7', cpu: '1', rounds: '25' };

/** As it comes back from a file. */
function plan(changes: Partial<ForeignPlan> = {}): ForeignPlan {
  return { ...structuredClone(planCells(OPTIONS, fakeMeans())), ...changes };
}

function withCell(changes: Partial<ForeignPlan['cells'][0]>): ForeignPlan {
  const { cells } = plan();
  return plan({
    cells: cells.map((cell, index) => (index === 3 ? { ...cell, ...changes } : cell)),
  });
}

describe('a plan that was made here', () => {
  it('comes back as it is', () => {
    expect(checkPlan(plan(), fakeMeans())).toEqual(planCells(OPTIONS, fakeMeans()));
    const boots = planBoots({}, fakeMeans());
    expect(checkPlan(structuredClone(boots), fakeMeans())).toEqual(boots);
  });

  it('comes back as it is in every kind: whole calls, early returns, recorded boots', () => {
    const kinds = { path: 'all', scope: 'init', rules: 'v5.10' };
    for (const made of [
      planCells({ ...kinds, calls: 'all' }, fakeMeans()),
      planBoots({ ...kinds, state: 'recorded', vcpus: '2' }, fakeMeans()),
    ]) {
      expect(checkPlan(structuredClone(made), fakeMeans())).toEqual(made);
    }
  });

  it('in an older version, which had no kinds, is for the stores of full resets', () => {
    const { plan: older } = fixture('older');
    const { cells, boots } = checkPlan({ ...older, cpu: -1 }, fakeMeans());
    expect(cells.map(({ scope, rules, calls }) => [scope, rules, calls])).toEqual(
      older.cells.map(() => ['writes', 'v5.17', 'full']),
    );
    expect(boots.map(({ vcpus, threads }) => [vcpus, threads])).toEqual(
      older.boots.map(() => [1, 1]),
    );
  });

  it('may leave the CPU to this machine, and may be for nothing at all', () => {
    expect(checkPlan(plan({ cpu: -1 }), fakeMeans()).cpu).toBe(-1);
    expect(checkPlan(plan({ cells: [] }), fakeMeans()).cells).toEqual([]);
  });
});

describe('a plan with something that is not here', () => {
  it.each<[string, ForeignPlan, string]>([
    ['layout', withCell({ layout: 'v5.1' }), 'unknown layout "v5.1": did you mean v5.16 or v5.17?'],
    ['state', withCell({ state: 'dran' }), 'unknown state "dran": did you mean dram?'],
    ['retirement', withCell({ retirement: 'drain' }), 'unknown retirement "drain"'],
    ['guest', withCell({ guest: 'pae' }), 'unknown guest-mode "pae"'],
    ['path', withCell({ path: 'ept' }), 'unknown path "ept": did you mean npt?'],
    ['scope', withCell({ scope: 'all' }), 'unknown scope "all"'],
    ['rules', withCell({ rules: 'v6.1' }), 'unknown rules "v6.1"'],
    ['strategy', withCell({ strategies: ['initflag'] }), 'unknown strategy "initflag"'],
    ['CPU', plan({ cpu: 2 }), '--cpu 2 is not allowed for this process: it may use 0, 1'],
  ])('is refused by its %s', (_, foreign, message) => {
    expect(usageError(() => checkPlan(foreign, fakeMeans()))).toContain(message);
  });

  it('is refused in its boots as well', () => {
    const { boots } = planBoots({}, fakeMeans());
    const foreign = plan({ boots: boots.map((boot) => ({ ...boot, state: 'remote' })) });
    expect(usageError(() => checkPlan(foreign, fakeMeans()))).toContain('unknown state "remote"');
  });

  it('is refused with the reason where only the CPU lacks it', () => {
    const means = fakeMeans({ registry: withoutFeature('avx2') });
    expect(usageError(() => checkPlan(plan(), means))).toBe(
      'the plan has memcpy-avx2, which cannot run here: the CPU lacks avx2',
    );
  });
});
