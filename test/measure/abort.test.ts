import { describe, expect, it } from 'vitest';
import { BOOT, CELL, measured, plan } from './bench.js';
import { type FakeJob, fakeAddon } from './fake-addon.js';

const asked = plan({ cells: [CELL, CELL, CELL], boots: [BOOT] });

describe('an abort', () => {
  it('ends the running job, keeps what it has, and starts no other', async () => {
    const controller = new AbortController();
    const stopped: FakeJob = { rounds: 7, untilCancelled: true, run: () => controller.abort() };
    const addon = fakeAddon((job) => (job === 1 ? stopped : {}));
    const { samples } = await measured(asked, addon, { signal: controller.signal });
    expect(addon.cancelled).toBe(1);
    expect(addon.requests).toHaveLength(2);
    expect(samples.cells.map(({ rounds }) => rounds)).toEqual([CELL.rounds, 7]);
    expect(samples.boots).toEqual([]);
    expect(samples.complete).toBe(false);
  });

  it('during a boot keeps all cells', async () => {
    const controller = new AbortController();
    const stopped: FakeJob = { rounds: 1, untilCancelled: true, run: () => controller.abort() };
    const addon = fakeAddon((job) => (job === 3 ? stopped : {}));
    const { samples } = await measured(asked, addon, { signal: controller.signal });
    expect(samples.cells).toHaveLength(3);
    expect(samples.boots).toMatchObject([{ rounds: 1 }]);
    expect(samples.complete).toBe(false);
  });

  it('before the first job measures nothing', async () => {
    const addon = fakeAddon();
    const { samples } = await measured(asked, addon, { signal: AbortSignal.abort() });
    expect(addon.requests).toEqual([]);
    expect(samples).toMatchObject({ cells: [], boots: [], complete: false });
  });

  it('does not reach jobs that have ended', async () => {
    const controller = new AbortController();
    const addon = fakeAddon();
    const { samples } = await measured(asked, addon, { signal: controller.signal });
    controller.abort();
    expect(addon.cancelled).toBe(0);
    expect(samples.complete).toBe(true);
  });
});

describe('a job that fails', () => {
  it('fails the measurement with its own error, and no later job starts', async () => {
    const error = new Error('cannot map the arena: out of memory');
    const addon = fakeAddon((job) => (job === 1 ? { error } : {}));
    await expect(measured(asked, addon)).rejects.toBe(error);
    expect(addon.requests).toHaveLength(2);
  });

  it('does so too if it cannot even start', async () => {
    const addon = fakeAddon();
    addon.startBank = () => {
      throw new TypeError('layout: unknown name v9');
    };
    await expect(measured(asked, addon)).rejects.toThrow('layout: unknown name v9');
  });

  it('leaves nothing listening on the signal', async () => {
    const controller = new AbortController();
    const addon = fakeAddon(() => ({ error: new Error('x') }));
    await expect(measured(asked, addon, { signal: controller.signal })).rejects.toThrow('x');
    controller.abort();
    expect(addon.cancelled).toBe(0);
  });
});
