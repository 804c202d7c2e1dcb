import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BOOT, CELL, measured, plan } from './bench.js';
import { fakeAddon, timedJob } from './fake-addon.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

const WIDE = { ...CELL, state: 'dram', rounds: 1_000_000 };
const NARROW = { ...CELL, rounds: 1_000_000 };

/** `hot` is narrow at once, everything else never. */
const widthOf = ({ plan: { state } }: { plan: { state: string } }) => (state === 'hot' ? 1 : 1.01);

const timed = () => fakeAddon((_, request) => timedJob(request));

describe('why a cell got no more rounds', () => {
  it('its interval is as narrow as wanted', async () => {
    const { samples } = await measured(plan({ cells: [NARROW] }), timed(), { widthOf });
    expect(samples.cells).toMatchObject([{ rounds: 24, stopped: 'target' }]);
  });

  it('the budget ended', async () => {
    const asked = plan({ cells: [WIDE, NARROW], budgetSeconds: 1 });
    const { samples } = await measured(asked, timed(), { widthOf });
    expect(samples.cells.map(({ stopped }) => stopped)).toEqual(['budget', 'target']);
  });

  it('the budget was used up by the first looks of others', async () => {
    const asked = plan({ cells: [WIDE, WIDE], boots: [BOOT], budgetSeconds: 0.1 });
    const addon = fakeAddon((_, request) => timedJob(request, 100));
    const { samples } = await measured(asked, addon, { widthOf: () => 2 });
    expect(samples.cells.map(({ stopped }) => stopped)).toEqual(['budget', 'budget']);
    // All the rounds that were planned, although the budget was used up too.
    expect(samples.boots).toMatchObject([{ rounds: BOOT.rounds, stopped: 'rounds' }]);
  });

  it('it had all the rounds that were allowed', async () => {
    const cells = [{ ...WIDE, rounds: 60 }, NARROW];
    const { samples } = await measured(plan({ cells }), timed(), { widthOf });
    expect(samples.cells).toMatchObject([
      { rounds: 60, stopped: 'rounds' },
      { rounds: 24, stopped: 'target' },
    ]);
  });

  it('it was interrupted, unless it was narrow before', async () => {
    const controller = new AbortController();
    const addon = fakeAddon((job, request) => {
      if (job === 2) controller.abort();
      return timedJob(request);
    });
    const { samples } = await measured(plan({ cells: [NARROW, WIDE] }), addon, {
      signal: controller.signal,
      widthOf,
    });
    expect(samples.cells.map(({ stopped }) => stopped)).toEqual(['target', 'interrupted']);
    expect(samples.complete).toBe(false);
  });
});
