/** What slows the core's clock down for a while does not share rounds with what it would slow down. */

import { describe, expect, it } from 'vitest';
import type { NativeRegistry } from '../../src/host/native.js';
import { pickStrategies } from '../../src/plan/options.js';
import { planBoots, planCells } from '../../src/plan/plan.js';
import { fakeMeans, fakeRegistry } from './registry.js';

function withIsolated(...isolated: readonly string[]): NativeRegistry {
  const registry = fakeRegistry();
  return {
    ...registry,
    strategies: registry.strategies.map((strategy) => ({
      ...strategy,
      isolated: isolated.includes(strategy.name),
    })),
  };
}

const groupsOf = (list: string, registry: NativeRegistry) => pickStrategies(list, registry).groups;

describe('an isolated strategy', () => {
  it('is a group of its own, after those that share their rounds', () => {
    expect(groupsOf('all', withIsolated('init-flag'))).toEqual([
      ['field-by-field', 'memcpy-rep-movsb', 'memcpy-avx2'],
      ['init-flag'],
    ]);
  });

  it('shares no rounds with another isolated one either', () => {
    expect(groupsOf('all', withIsolated('memcpy-avx2', 'init-flag'))).toEqual([
      ['field-by-field', 'memcpy-rep-movsb'],
      ['init-flag'],
      ['memcpy-avx2'],
    ]);
  });

  it('leaves no empty group behind where only it was asked for', () => {
    expect(groupsOf('memcpy-avx2', withIsolated('memcpy-avx2'))).toEqual([['memcpy-avx2']]);
  });

  it('is one more cell, and one more boot, in each of its places', () => {
    const options = { state: 'hot,dram', retirement: 'drained', layout: 'v5.16' };
    const means = fakeMeans({ registry: withIsolated('memcpy-avx2') });
    const others = ['field-by-field', 'init-flag', 'memcpy-rep-movsb'];
    for (const { cells, boots } of [planCells(options, means), planBoots(options, means)]) {
      expect([...cells, ...boots].map(({ state, strategies }) => [state, strategies])).toEqual([
        ['hot', others],
        ['hot', ['memcpy-avx2']],
        ['dram', others],
        ['dram', ['memcpy-avx2']],
      ]);
    }
  });
});
