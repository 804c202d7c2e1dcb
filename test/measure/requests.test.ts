import { describe, expect, it } from 'vitest';
import { BOOT, bench, CELL, measured, plan, TSC_HZ } from './bench.js';
import { fakeAddon, stateCheck } from './fake-addon.js';

describe('the request of a cell', () => {
  it('has where and how to measure', async () => {
    const addon = fakeAddon();
    await measured(plan({ cpu: 1, seed: 7 }), addon);
    expect(addon.requests).toMatchObject([
      {
        layout: 'v5.17',
        phase: 16,
        state: 'hot',
        retirement: 'drained',
        guest: 'unpaged',
        rounds: CELL.rounds,
        cpu: 1,
        tscHz: TSC_HZ,
      },
    ]);
  });

  it('has no injected delays: they are the self-test’s', async () => {
    const addon = fakeAddon();
    await measured(plan(), addon);
    expect(addon.requests[0]).not.toHaveProperty('injectedCycles');
  });
});

describe('the request of a boot', () => {
  it('has the workload as flat arrays', async () => {
    const addon = fakeAddon();
    await measured(plan({ cells: [], boots: [BOOT] }), addon);
    expect(addon.requests[0]).toMatchObject({ ...bench(addon).workloads.get('thread-600') });
    expect(addon.requests[0]).not.toHaveProperty('guest');
  });

  it('cannot be made without the workload', async () => {
    const addon = fakeAddon();
    const asked = plan({ cells: [], boots: [{ ...BOOT, workload: 'pc-kernel' }] });
    await expect(measured(asked, addon)).rejects.toThrow(
      /^workload pc-kernel by the rules of v5\.17 was not loaded/,
    );
    expect(addon.requests).toEqual([]);
  });
});

describe('what a job says about itself', () => {
  it('stays with its samples', async () => {
    const changes = {
      stateCheck: stateCheck('dram', false),
      hugePageShare: 0.5,
      pinnedCpu: -1,
      wallNs: 7,
      busyNs: 6,
      repeatedRegions: 5,
    };
    const addon = fakeAddon(() => ({ changes }));
    const { samples } = await measured(plan({ boots: [BOOT] }), addon);
    expect(samples.cells[0]).toMatchObject({ ...changes, plan: CELL });
    expect(samples.boots[0]).toMatchObject({ ...changes, plan: BOOT });
  });

  it('includes, for a boot, the resets that the replay counted', async () => {
    const { samples } = await measured(plan({ cells: [], boots: [BOOT] }), fakeAddon());
    expect(samples.boots[0]).toMatchObject({ transitions: 2, fullResets: 4, earlyResets: 2 });
  });
});

describe('jobs', () => {
  it('run one after the other, in the first pass cells before boots', async () => {
    let running = 0;
    const addon = fakeAddon(() => ({
      run: async () => {
        running += 1;
        expect(running).toBe(1);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
      },
    }));
    const cells = [CELL, { ...CELL, state: 'dram' }];
    const { samples } = await measured(plan({ cells, boots: [BOOT] }), addon);
    expect(addon.requests.map(({ state }) => state)).toEqual(['hot', 'dram', 'hot']);
    expect(samples.complete).toBe(true);
  });

  it('may be none at all', async () => {
    const { samples, progress } = await measured(plan({ cells: [] }), fakeAddon());
    expect(samples).toMatchObject({ cells: [], boots: [], complete: true });
    expect(progress).toEqual([]);
  });
});
