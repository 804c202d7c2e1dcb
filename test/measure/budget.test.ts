import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CELL, measured, plan } from './bench.js';
import { type FakeAddon, fakeAddon, timedJob } from './fake-addon.js';

// The clock stands still unless a job moves it.
beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

const MANY = { ...CELL, rounds: 100_000 };
/** Never content. */
const widthOf = () => Number.POSITIVE_INFINITY;

function slow(roundMs: number): FakeAddon {
  return fakeAddon((_, request) => timedJob(request, roundMs));
}

describe('the budget', () => {
  it('is used up, and a job may overrun it by no more than its last draw', async () => {
    const addon = slow(1);
    const start = performance.now();
    await measured(plan({ budgetSeconds: 5, cells: [MANY, MANY] }), addon, { widthOf });
    const seconds = (performance.now() - start) / 1000;
    expect(seconds).toBeGreaterThanOrEqual(5);
    expect(seconds).toBeLessThanOrEqual(5.002);
  });

  it('does not keep a cell from its first look', async () => {
    const cells = [MANY, { ...MANY, state: 'dram' }, { ...MANY, rounds: 14 }];
    const { samples } = await measured(plan({ budgetSeconds: 1, cells }), slow(1000), { widthOf });
    expect(samples.cells.map(({ rounds }) => rounds)).toEqual([24, 24, 14]);
  });

  it('lets no other job begin than these where it is used up', async () => {
    const addon = slow(100);
    await measured(plan({ budgetSeconds: 1, cells: [MANY, MANY] }), addon, { widthOf });
    expect(addon.requests.map(({ leastRounds }) => leastRounds)).toEqual([24, 24]);
  });

  it('is asked for in parts of a second, or what is left', async () => {
    const addon = slow(1);
    await measured(plan({ budgetSeconds: 2.5, cells: [MANY] }), addon, { widthOf });
    for (const { budgetNs } of addon.requests) {
      expect(budgetNs).toBeGreaterThan(0);
      expect(budgetNs).toBeLessThanOrEqual(1e9);
    }
    expect(addon.requests.at(-1)?.budgetNs).toBeLessThan(0.9e9);
  });
});
