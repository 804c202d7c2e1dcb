/** What the library says can be asked for, can be asked for. */

import { beforeEach, describe, expect, it } from 'vitest';
import { registry } from '../../src/api/registry.js';
import { planCells } from '../../src/plan/plan.js';
import { meansOf, openSetting } from '../../src/run/setting.js';
import { skipWithoutAddon } from '../cli/command.js';

beforeEach(skipWithoutAddon);

const names = (options: readonly { name: string }[]) => options.map(({ name }) => name);

describe('registry', () => {
  it('has the names that options take, and the way that all is compared with', () => {
    const found = registry();
    expect(names(found.strategies)).toContain(found.baseline);
    expect(names(found.states)).toEqual(expect.arrayContaining(['hot', 'dram', 'recorded']));
    expect(names(found.workloads)).toContain('thread-600');
    expect(found.hypotheses.map(({ id }) => id)).toContain('H10');
    expect(names(found.between)).toEqual(['kvm-exit', 'cpuid-exit']);
    expect(names(found.rules)).toEqual(
      expect.arrayContaining(found.layouts.flatMap(({ rules }) => rules)),
    );
  });

  it('has nothing that a plan refuses, and no controls of the harness', () => {
    const { layouts, strategies, states, retirements, paths, scopes, guests } = registry();
    const able = strategies.filter(({ unavailable }) => unavailable === null);
    const plan = planCells(
      {
        layout: names(layouts).join(),
        strategy: names(able).join(),
        state: names(states)
          .filter((name) => name !== 'recorded')
          .join(),
        retirement: names(retirements).join(),
        path: names(paths).join(),
        scope: names(scopes).join(),
        guest: guests.join(),
      },
      meansOf(openSetting()),
    );
    expect(new Set(plan.cells.flatMap((cell) => cell.strategies))).toEqual(new Set(names(able)));
  });

  it('is plain data', () => {
    const found = registry();
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });
});
