/** Layouts against each other: jobs that take turns, one value a pass. */

import { describe, expect, it } from 'vitest';
import type { Layout } from '../../src/layout/types.js';
import { layoutMeasurer } from '../../src/run/measure-layouts.js';
import type { MeasuringOptions } from '../../src/search/types.js';
import { seededRandom } from '../../src/stats/random.js';
import { nativeHost } from '../host/native-host.js';
import { type FakeJob, fakeAddon, RESETS_PER_REGION, stateCheck } from '../measure/fake-addon.js';
import { fakeRegistry, fakeStrategy } from '../plan/registry.js';

const NS_PER_TICK = 1e9 / 2.6e9;
const OPTIONS: MeasuringOptions = {
  strategy: 'init-flag',
  state: 'dram',
  retirement: 'drained',
  budgetSeconds: 0.01,
  seed: 1,
  cpu: 1,
};

/** Told apart by its size. */
function layout(sizeBytes: number): Layout {
  return {
    name: `of ${sizeBytes}`,
    origin: { kind: 'file', file: 'x.json' },
    sizeBytes,
    phase: 0,
    rootMmuOffset: null,
    kernel: null,
    fields: [{ name: 'a', offset: 0, sizeBytes: 8, role: 'role-dependent' }],
  };
}

const registry = fakeRegistry({
  strategies: [
    fakeStrategy('field-by-field', {
      recipe: { kind: 'stores', leavesOut: [], leavesOutFields: [] },
    }),
    fakeStrategy('init-flag', { recipe: { kind: 'stores', leavesOut: [], leavesOutFields: [] } }),
    fakeStrategy('empty', { control: true, recipe: { kind: 'nothing' } }),
  ],
  programSteps: [{ name: 'store-value', description: '', unavailable: null }],
});

/** @param jobOf what a job of that layout does; by default a reset takes a tick a byte, a saving is half */
function measuring(jobOf: (sizeBytes: number, job: number) => FakeJob = () => ({})) {
  const order: number[] = [];
  const random = seededRandom(7);
  const ns = (sizeBytes: number, column: number) =>
    [sizeBytes, sizeBytes / 2, sizeBytes, 0][column] ?? 0;
  const bank = fakeAddon((job) => {
    const sizeBytes = order[job] ?? 0;
    return {
      ticks: (_, column) =>
        RESETS_PER_REGION * (100 + ns(sizeBytes, column) + 0.1 * (random.uniform() - 0.5)),
      ...jobOf(sizeBytes, job),
    };
  });
  const addon: typeof bank = {
    ...bank,
    startPrograms: ({ columns, ...request }, onRound) => {
      order.push(request.structBytes);
      const names = columns.map(({ name }) => name);
      return bank.startBank({ ...request, layout: '', guest: 'unpaged', columns: names }, onRound);
    },
  };
  return { measure: layoutMeasurer({ addon, registry, native: nativeHost() }), order };
}

const watch = (signal = new AbortController().signal) => ({ signal, onProgress: () => {} });

describe('layouts measured against each other', () => {
  it('take turns: every pass has each once, and passes do not begin with the same one', async () => {
    const { measure, order } = measuring();
    await measure([layout(8), layout(16), layout(24)], OPTIONS, watch());
    const passes = Array.from({ length: order.length / 3 }, (_, i) =>
      order.slice(3 * i, 3 * i + 3),
    );
    expect(passes.length).toBeGreaterThanOrEqual(12);
    for (const pass of passes) expect([...pass].sort((a, b) => a - b)).toEqual([8, 16, 24]);
    expect(new Set(passes.map(([first]) => first)).size).toBe(3);
  });

  it('have costs and savings of their own, in their order, of one value a pass', async () => {
    const { measure, order } = measuring();
    const found = await measure([layout(80), layout(40)], OPTIONS, watch());
    const costs = found.map(({ baselineNsPerReset }) => baselineNsPerReset.estimate / NS_PER_TICK);
    const savings = found.map(({ savingNsPerReset }) => savingNsPerReset.estimate / NS_PER_TICK);
    expect(costs).toEqual([expect.closeTo(80, 0), expect.closeTo(40, 0)]);
    expect(savings).toEqual([expect.closeTo(40, 0), expect.closeTo(20, 0)]);
    expect(found.map(({ values }) => values)).toEqual([order.length / 2, order.length / 2]);
  });

  it('show drift between passes in their intervals', async () => {
    const drifting = measuring((sizeBytes, job) => ({
      ticks: (_, column) => RESETS_PER_REGION * (column === 3 ? 0 : sizeBytes + job),
    }));
    const [quiet] = await measuring().measure([layout(80)], OPTIONS, watch());
    const [drifted] = await drifting.measure([layout(80)], OPTIONS, watch());
    const width = (each: typeof quiet) =>
      (each?.baselineNsPerReset.high ?? 0) - (each?.baselineNsPerReset.low ?? 0);
    expect(width(drifted)).toBeGreaterThan(10 * width(quiet));
  });

  it('lose passes that did not reach their state, and say so where none did', async () => {
    const missed = (job: number) => ({
      changes: { stateCheck: stateCheck('dram', job % 2 === 0) },
    });
    const { measure, order } = measuring((_, job) => missed(job));
    const [found] = await measure([layout(8)], OPTIONS, watch());
    expect(found?.values).toBe(Math.ceil(order.length / 2));
    const never = measuring(() => missed(1));
    await expect(never.measure([layout(8)], OPTIONS, watch())).rejects.toThrow(
      'no round was undisturbed and in its cache state',
    );
  });

  it('end when aborted', async () => {
    const controller = new AbortController();
    const { measure, order } = measuring((_, job) => {
      if (job === 2) controller.abort();
      return {};
    });
    await expect(measure([layout(8)], OPTIONS, watch(controller.signal))).resolves.toBeDefined();
    expect(order.length).toBe(3);
  });
});
