/** What has to be known of a plan's workloads before it can be measured. */

import { describe, expect, it } from 'vitest';
import type { RunOptions } from '../../src/plan/options.js';
import { planCells } from '../../src/plan/plan.js';
import { prepare, prepareBoots } from '../../src/run/prepare.js';
import { workloadKey } from '../../src/workload/key.js';
import { plan } from '../measure/bench.js';
import { fakeMeans } from '../plan/registry.js';
import { rejection } from '../workload/rejection.js';

const ONE_LAYOUT = { layout: 'v5.17', strategy: 'init-flag' };

/** `workload state` of each boot. */
async function bootsOf(options: RunOptions): Promise<string[]> {
  const { boots } = (await prepareBoots({ ...ONE_LAYOUT, ...options }, fakeMeans())).plan;
  return boots.map(({ workload, state }) => `${workload} ${state}`);
}

describe('cells', () => {
  it('come with the workload of their figures, once for each rules', async () => {
    const means = fakeMeans();
    const { workloads, ...prepared } = await prepare(planCells({ ...ONE_LAYOUT }, means));
    const [rules = ''] = new Set(prepared.plan.cells.flatMap((cell) => cell.rules ?? []));
    expect([...workloads.keys()]).toEqual([workloadKey({ workload: 'thread-600', rules })]);
    expect([...workloads.values()][0]?.counts).toMatchObject({ full: 400, early: 200 });
  });

  it('need a workload that makes resets', async () => {
    const cells = planCells({ ...ONE_LAYOUT, workload: 'seabios:call32-smm=off' }, fakeMeans());
    expect(await rejection(prepare(cells))).toBe(
      'workload "seabios:call32-smm=off" makes no resets: nothing to measure',
    );
  });
});

describe('boots', () => {
  it('are drained and in a quick choice of states, if nothing was said', async () => {
    expect(await bootsOf({ workload: 'pc-kernel' })).toEqual(
      ['hot', 'l1-evicted', 'dram', 'recorded'].map((state) => `pc-kernel ${state}`),
    );
    const { plan: boots } = await prepareBoots(ONE_LAYOUT, fakeMeans());
    expect(new Set(boots.boots.map(({ retirement }) => retirement))).toEqual(new Set(['drained']));
  });

  it('of a model have no recorded guest, and need none unless asked for by name', async () => {
    const models = ['hot', 'l1-evicted', 'dram'].map((state) => `thread-600 ${state}`);
    expect(await bootsOf({})).toEqual(models);
    expect(await bootsOf({ state: 'all' })).toEqual(models);
    expect(await rejection(bootsOf({ state: 'hot,recorded' }))).toBe(
      `--state recorded needs a workload whose guest's work was recorded, which "thread-600" has ` +
        'not; see trace list',
    );
  });
});

describe('a plan of nothing', () => {
  it('is refused', async () => {
    expect(await rejection(prepare(plan({ cells: [], boots: [] })))).toBe(
      'the plan has neither cells nor boots: nothing to measure',
    );
  });
});
