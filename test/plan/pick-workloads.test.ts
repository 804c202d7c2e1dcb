/** Lists of workloads, of which some are models with parameters that have commas of their own. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pickWorkloads } from '../../src/plan/options.js';
import { planBoots, planCells } from '../../src/plan/plan.js';
import { fakeMeans } from './registry.js';

const KNOWN = ['thread-600', 'pc-kernel'];

function pick(list: string): string[] {
  return pickWorkloads(list, KNOWN);
}

describe('a list of workloads', () => {
  it('is comma separated, with spaces around names, and counts a name once', () => {
    expect(pick('pc-kernel , thread-600,pc-kernel')).toEqual(['pc-kernel', 'thread-600']);
  });

  it('has everything for all, and what was named besides', () => {
    expect(pick('all')).toEqual(KNOWN);
    expect(pick('boot.log,all')).toEqual(['boot.log', ...KNOWN]);
  });

  it.each([
    ['seabios:call32=2,yields=1', ['seabios:call32=2,yields=1']],
    ['seabios:call32=2,yields=1,pc-kernel', ['seabios:call32=2,yields=1', 'pc-kernel']],
    [
      'pc-kernel,seabios:call32=2,call32-smm=on,guest:mode=pae,nx=off',
      ['pc-kernel', 'seabios:call32=2,call32-smm=on', 'guest:mode=pae,nx=off'],
    ],
    ['nested,ovmf', ['nested', 'ovmf']],
    ['./a=b.log,pc-kernel', ['./a=b.log', 'pc-kernel']],
  ])('leaves the commas of a model to the model: %s', (list, names) => {
    expect(pick(list)).toEqual(names);
  });

  it('is put together again from its members, whatever their parameters', () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/).filter((each) => each !== 'all');
    const pair = fc
      .tuple(word, fc.stringMatching(/^[a-z0-9.-]{0,6}$/))
      .map((each) => each.join('='));
    const model = fc
      .tuple(word, fc.array(pair, { maxLength: 4 }))
      .map(([id, pairs]) => (pairs.length === 0 ? id : `${id}:${pairs.join(',')}`));
    fc.assert(
      fc.property(fc.uniqueArray(model, { minLength: 1, maxLength: 5 }), (models) => {
        expect(pick(models.join(','))).toEqual(models);
      }),
    );
  });
});

describe('the workload of a plan', () => {
  const workload = 'seabios:call32=2,yields=1';

  it('keeps its parameters in a boot', () => {
    const { boots } = planBoots(
      { layout: 'v5.17', state: 'hot', retirement: 'drained', workload: `${workload},thread-600` },
      fakeMeans(),
    );
    expect(boots.map((boot) => boot.workload)).toEqual([workload, 'thread-600']);
  });

  it('keeps them in cells, which have one workload', () => {
    expect(planCells({ workload }, fakeMeans()).workload).toBe(workload);
  });
});
