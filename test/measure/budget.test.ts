import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CELL, measured, plan } from './bench.js';
import { fakeAddon } from './fake-addon.js';

// The clock stands still unless a job moves it.
beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

/** Seconds that each job was given, if they take as long as told. */
async function shares(budgetSeconds: number, takenSeconds: readonly number[]): Promise<number[]> {
  const addon = fakeAddon((job) => ({
    run: () => void vi.advanceTimersByTime((takenSeconds[job] ?? 0) * 1000),
  }));
  await measured(plan({ budgetSeconds, cells: takenSeconds.map(() => CELL) }), addon);
  return addon.requests.map(({ budgetNs }) => budgetNs / 1e9);
}

describe('the budget', () => {
  it('is shared evenly by jobs that use all of it', async () => {
    expect(await shares(9, [3, 3, 3])).toEqual([3, 3, 3]);
  });

  it('flows on: what a job leaves belongs to those after it', async () => {
    expect(await shares(9, [1, 1, 1])).toEqual([3, 4, 7]);
  });

  it('is shortened for those after a job that overran', async () => {
    expect(await shares(9, [5, 1, 1])).toEqual([3, 2, 3]);
  });

  it('that is used up leaves a positive rest, enough for the least rounds only', async () => {
    const [, second = 0, third = 0] = await shares(1, [5, 1, 1]);
    expect(second).toBeGreaterThan(0);
    expect(second).toBeLessThan(0.01);
    expect(third).toBe(second);
  });

  it('of one job is the whole', async () => {
    expect(await shares(0.5, [0])).toEqual([0.5]);
  });
});
