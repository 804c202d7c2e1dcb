import { describe, expect, it } from 'vitest';
import type { RunOptions } from '../../src/plan/options.js';
import { joinPlans, planBoots, planCells } from '../../src/plan/plan.js';
import { fakeMeans } from './registry.js';
import { usageError } from './usage-error.js';

const ONE_PLACE = { layout: 'v5.17', state: 'hot', retirement: 'drained' };

describe('a plan of boots', () => {
  it('has one for every place and workload, and no cells', () => {
    const plan = planBoots(
      { ...ONE_PLACE, layout: 'all', workload: 'thread-600, pc-kernel' },
      fakeMeans(),
    );
    expect(plan.cells).toEqual([]);
    expect(plan.boots.map(({ layout, workload }) => `${layout} ${workload}`)).toEqual([
      'v5.16 thread-600',
      'v5.16 pc-kernel',
      'v5.17 thread-600',
      'v5.17 pc-kernel',
      'hot-first thread-600',
      'hot-first pc-kernel',
    ]);
    expect(plan.workload).toBe('thread-600');
  });

  it("replays the thread's workload unless told otherwise", () => {
    expect(planBoots(ONE_PLACE, fakeMeans()).boots).toMatchObject([
      { ...ONE_PLACE, phase: 16, workload: 'thread-600', path: 'tdp', scope: 'writes' },
    ]);
  });

  it('replays a workload once that was named twice', () => {
    const plan = planBoots({ ...ONE_PLACE, workload: 'pc-kernel,pc-kernel' }, fakeMeans());
    expect(plan.boots).toHaveLength(1);
  });
});

describe('the states of a boot', () => {
  it('are those of a cell, and the one that a recorded guest leaves behind', () => {
    const means = fakeMeans();
    const statesOf = (state: string) =>
      planBoots({ layout: 'v5.17', retirement: 'drained', state }, means).boots.map(
        (boot) => boot.state,
      );
    expect(statesOf('all')).toEqual(['hot', 'l1-evicted', 'dram', 'recorded']);
    expect(statesOf('recorded,hot')).toEqual(['recorded', 'hot']);
    expect(usageError(() => statesOf('recorde'))).toContain('did you mean recorded?');
  });
});

describe('the vCPUs of a boot', () => {
  function crewOf(options: RunOptions, allowedCpus = [0, 1, 2]) {
    const [boot] = planBoots({ ...ONE_PLACE, ...options }, fakeMeans({ allowedCpus })).boots;
    return [boot?.vcpus, boot?.threads];
  }

  it('are one unless told otherwise', () => {
    expect(crewOf({})).toEqual([1, 1]);
  });

  it('have a thread each, as far as there are CPUs for them', () => {
    expect(crewOf({ vcpus: '2' })).toEqual([2, 2]);
    expect(crewOf({ vcpus: '8' })).toEqual([8, 3]);
    expect(crewOf({ vcpus: '8' }, [5])).toEqual([8, 1]);
    expect(crewOf({ vcpus: '1024', threads: '2' })).toEqual([1024, 2]);
  });

  it.each<[RunOptions, string]>([
    [{ vcpus: '0' }, '--vcpus must be a whole number from 1 to 1024, not "0"'],
    [{ vcpus: '1025' }, '--vcpus must be a whole number from 1 to 1024, not "1025"'],
    [{ vcpus: 'two' }, '--vcpus must be a whole number from 1 to 1024, not "two"'],
    [{ vcpus: '8', threads: '4' }, '--threads must be a whole number from 1 to 3, not "4"'],
    [{ threads: '2' }, '--threads must be a whole number from 1 to 1, not "2"'],
  ])('are within bounds, as are their threads: %j', (options, message) => {
    expect(usageError(() => crewOf(options))).toBe(message);
  });
});

describe('joined plans', () => {
  const cells = planCells({ ...ONE_PLACE, seed: '1', budget: '3' }, fakeMeans());
  const boots = planBoots({ ...ONE_PLACE, seed: '2', budget: '4' }, fakeMeans());

  it('measure what both measure, in the time of both', () => {
    const joined = joinPlans(cells, boots);
    expect(joined.cells).toEqual(cells.cells);
    expect(joined.boots).toEqual(boots.boots);
    expect(joined.budgetSeconds).toBe(7);
  });

  it('take everything else from the first', () => {
    expect(joinPlans(cells, boots)).toMatchObject({ seed: 1, workload: 'thread-600' });
    expect(joinPlans(boots, cells)).toMatchObject({ seed: 2, cells: cells.cells });
  });

  it('leave both plans as they were', () => {
    const before = structuredClone([cells, boots]);
    joinPlans(cells, boots).cells.pop();
    expect([cells, boots]).toEqual(before);
  });
});
