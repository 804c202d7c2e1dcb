import { describe, expect, it } from 'vitest';
import { joinPlans, planBoots, planCells } from '../../src/plan/plan.js';
import { fakeMeans } from './registry.js';

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
