import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BOOT, CELL, measured, plan } from './bench.js';
import { fakeAddon } from './fake-addon.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

/** Shares that two cells' jobs show, each in two steps of half a second. */
async function sharesIn(budgetSeconds: number): Promise<number[]> {
  const addon = fakeAddon(() => ({
    run: (onRound) => {
      for (const done of [12, 24]) {
        vi.advanceTimersByTime(500);
        onRound(done);
      }
    },
  }));
  const cells = [CELL, { ...CELL, state: 'dram' }].map((cell) => ({ ...cell, rounds: 4000 }));
  const { progress } = await measured(plan({ budgetSeconds, cells }), addon, { widthOf: () => 2 });
  return progress.map(({ share }) => share);
}

describe('progress', () => {
  it('follows the budget, and never falls', async () => {
    const shares = await sharesIn(8);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    // Two first looks take 2 s of 8; then time alone counts.
    expect(shares.filter((share) => share > 0.25).slice(0, 3)).toEqual([0.3125, 0.375, 0.375]);
    expect(shares.at(-1)).toBe(1);
  });

  it('is not full while first looks that overrun the budget are still to do', async () => {
    const shares = await sharesIn(0.5);
    const lastJob = shares.slice(-3);
    expect(shares.slice(0, -lastJob.length).every((share) => share < 1)).toBe(true);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(Math.max(...shares)).toBeLessThanOrEqual(1);
  });

  it('says what is being measured, and where', async () => {
    const addon = fakeAddon(() => ({ run: (onRound) => onRound(1) }));
    const { progress } = await measured(plan({ boots: [BOOT] }), addon);
    expect([...new Set(progress.map(({ label }) => label))]).toEqual([
      'v5.17@16 hot drained unpaged',
      'boot thread-600 v5.17@16 hot drained',
    ]);
  });
});
