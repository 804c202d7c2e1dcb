import { describe, expect, it } from 'vitest';
import { planCells } from '../../src/plan/plan.js';
import { fakeMeans, fakeRegistry } from './registry.js';
import { usageError } from './usage-error.js';

describe('the plan without options', () => {
  const plan = planCells({}, fakeMeans());

  it('has a cell for every layout, state and retirement, of an unpaged guest', () => {
    expect(plan.cells).toHaveLength(3 * 3 * 2);
    expect(new Set(plan.cells.map(({ guest }) => guest))).toEqual(new Set(['unpaged']));
    expect(plan.boots).toEqual([]);
  });

  it('takes each layout at its own phase', () => {
    const phases = new Map(plan.cells.map(({ layout, phase }) => [layout, phase]));
    expect(Object.fromEntries(phases)).toEqual({ 'v5.16': 40, 'v5.17': 16, 'hot-first': 0 });
  });

  it('can be repeated: it names its seed, its workload and its budget', () => {
    expect(plan).toMatchObject({ seed: 600, workload: 'thread-600', budgetSeconds: 20, cpu: -1 });
    expect(planCells({}, fakeMeans())).toEqual(plan);
  });
});

describe('the order of cells', () => {
  it('nests guests in retirements, those in states and those in layouts', () => {
    const { cells } = planCells(
      { layout: 'v5.16,v5.17', state: 'hot,dram', retirement: 'all', guest: 'unpaged,four-level' },
      fakeMeans(),
    );
    const order = cells.map(({ layout, state, retirement, guest }) =>
      [layout, state, retirement, guest].join(' '),
    );
    expect(order).toHaveLength(16);
    expect(order.slice(0, 5)).toEqual([
      'v5.16 hot overlapped unpaged',
      'v5.16 hot overlapped four-level',
      'v5.16 hot drained unpaged',
      'v5.16 hot drained four-level',
      'v5.16 dram overlapped unpaged',
    ]);
    expect(order[8]).toBe('v5.17 hot overlapped unpaged');
    expect(new Set(order).size).toBe(16);
  });

  it('has states as they were asked for', () => {
    const { cells } = planCells(
      { layout: 'v5.17', state: 'dram,hot', retirement: 'drained' },
      fakeMeans(),
    );
    expect(cells.map(({ state }) => state)).toEqual(['dram', 'hot']);
  });
});

describe('options of a plan', () => {
  it('move all layouts to one phase', () => {
    const { cells } = planCells({ phase: '24' }, fakeMeans());
    expect(new Set(cells.map(({ phase }) => phase))).toEqual(new Set([24]));
  });

  it('put a layout at several phases, in their order and each once', () => {
    const options = { layout: 'v5.17', state: 'hot', retirement: 'drained', strategy: 'init-flag' };
    const { cells } = planCells({ ...options, phase: '40, 0,40' }, fakeMeans());
    expect(cells.map(({ layout, phase }) => [layout, phase])).toEqual([
      ['v5.17', 40],
      ['v5.17', 0],
    ]);
  });

  it('make it quick: fewer rounds and less time, unless these are given too', () => {
    const [full, quick] = [planCells({}, fakeMeans()), planCells({ quick: true }, fakeMeans())];
    expect(quick.budgetSeconds).toBeLessThan(full.budgetSeconds);
    expect(quick.cells[0]?.rounds).toBeLessThan(full.cells[0]?.rounds ?? 0);
    const given = planCells({ quick: true, rounds: '333', budget: '9' }, fakeMeans());
    expect(given.cells[0]?.rounds).toBe(333);
    expect(given.budgetSeconds).toBe(9);
  });

  it('are kept: seed, CPU, workload and strategies', () => {
    const plan = planCells(
      { seed: '7', cpu: '1', workload: 'pc-kernel', strategy: 'init-flag', layout: 'v5.17' },
      fakeMeans(),
    );
    expect(plan).toMatchObject({ seed: 7, cpu: 1, workload: 'pc-kernel' });
    expect(plan.cells[0]?.strategies).toEqual(['init-flag']);
  });
});

describe('a name that does not exist', () => {
  it.each([
    [{ layout: 'v5.1' }, 'unknown layout "v5.1": did you mean v5.16 or v5.17?'],
    [{ state: 'dran' }, 'unknown state "dran": did you mean dram?'],
    [{ retirement: 'drain' }, 'unknown retirement "drain": did you mean drained?'],
    [{ guest: 'four' }, 'unknown guest-mode "four": did you mean four-level?'],
    [{ strategy: 'initflag' }, 'unknown strategy "initflag": did you mean init-flag?'],
    [{ path: 'shadw' }, 'unknown path "shadw": did you mean shadow?'],
    [{ path: 'tdp,ept' }, 'unknown path "ept": did you mean npt?'],
    [{ scope: 'inti' }, 'unknown scope "inti": did you mean init?'],
    [{ calls: 'earley' }, 'unknown calls "earley": expected full, early or all'],
    [{ rules: 'v5.71' }, 'unknown rules "v5.71": did you mean v5.17 or v5.10?'],
    [{ state: 'hot,recorded' }, 'state recorded is for boots: kvm-mmu-bench boot --state recorded'],
  ])('in %j is refused', (options, message) => {
    expect(usageError(() => planCells(options, fakeMeans()))).toContain(message);
  });

  it('is looked up in the registry, not in a list of its own', () => {
    const states = [{ name: 'remote', description: '' }];
    const means = fakeMeans({ registry: fakeRegistry({ states }) });
    expect(planCells({ state: 'remote' }, means).cells[0]?.state).toBe('remote');
    expect(usageError(() => planCells({ state: 'hot' }, means))).toContain('unknown state "hot"');
  });
});
