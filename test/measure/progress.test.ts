import { afterEach, describe, expect, it, vi } from 'vitest';
import { PROGRESS_PER_JOB } from '../../src/measure/measure.js';
import { BOOT, CELL, measured, plan } from './bench.js';
import { fakeAddon } from './fake-addon.js';

afterEach(() => void vi.useRealTimers());

const rounds = 20;
const everyFifthRound = (onRound: (done: number) => void) => {
  for (let done = 0; done <= rounds; done += 5) onRound(done);
};

describe('progress', () => {
  it('rises from job to job and never falls', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const addon = fakeAddon(() => ({ run: everyFifthRound }));
    const { progress } = await measured(plan({ cells: [CELL, CELL], boots: [BOOT] }), addon);
    const steps = progress.map(({ done }) => done / PROGRESS_PER_JOB);
    expect(steps).toEqual([
      ...[0, 0.25, 0.5, 0.75, 1],
      ...[1, 1.25, 1.5, 1.75, 2],
      ...[2, 2.25, 2.5, 2.75, 3],
    ]);
  });

  /** Steps of a job of 400 rounds in 5 s, 2 s after another. */
  async function stepsOf(roundsDone: readonly number[]): Promise<number[]> {
    vi.useFakeTimers({ toFake: ['performance'] });
    const addon = fakeAddon(() => ({
      run: (onRound) => {
        for (const done of roundsDone) {
          vi.advanceTimersByTime(2000);
          onRound(done);
        }
      },
    }));
    const cells = [{ ...CELL, rounds: 400 }];
    const { progress } = await measured(plan({ budgetSeconds: 5, cells }), addon);
    return progress.map(({ done }) => done / PROGRESS_PER_JOB);
  }

  it('follows the budget where that ends before the rounds do', async () => {
    // 6 s of 5: full, not more than full.
    expect(await stepsOf([12, 24, 36])).toEqual([0.4, 0.8, 1]);
  });

  it.fails('is not full while the least rounds are still to do', async () => {
    const steps = await stepsOf([1, 2, 3, 6, 9, 12]);
    expect(steps.slice(0, -1).every((step) => step < 1)).toBe(true);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(steps.at(-1)).toBe(1);
  });

  it('says what is being measured', async () => {
    const addon = fakeAddon(() => ({ run: (onRound) => onRound(1) }));
    const { progress } = await measured(plan({ boots: [BOOT] }), addon);
    expect(progress.map(({ label }) => label)).toEqual([
      'v5.17 hot drained unpaged',
      'boot thread-600 v5.17 hot drained',
    ]);
  });
});
