import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { widthInTargets } from '../../src/explain/width.js';
import type { CellSamples } from '../../src/measure/types.js';
import type { CellPlan, Plan } from '../../src/plan/types.js';
import { seededRandom } from '../../src/stats/random.js';
import { gaussian } from '../stats/simulate.js';
import { BOOT, CELL, measured, plan, TSC_HZ } from './bench.js';
import { fakeAddon, RESETS_PER_REGION, timedJob } from './fake-addon.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

function cellIn(state: string, rounds = 4000): CellPlan {
  return { ...CELL, state, rounds };
}

/** As of a mean: half the width takes four times the rounds. */
function widthsFrom(noiseOf: Readonly<Record<string, number>>) {
  return ({ plan: { state }, rounds }: Pick<CellSamples, 'rounds'> & { plan: { state: string } }) =>
    (noiseOf[state] ?? 0) / Math.sqrt(rounds);
}

async function roundsOf(asked: Plan, noiseOf: Readonly<Record<string, number>>) {
  const addon = fakeAddon((_, request) => timedJob(request));
  const { samples } = await measured(asked, addon, { widthOf: widthsFrom(noiseOf) });
  return { addon, rounds: samples.cells.map(({ rounds }) => rounds) };
}

describe('time goes where intervals are widest', () => {
  it('so that each gets the rounds that its own noise needs', async () => {
    const cells = [cellIn('hot'), cellIn('dram'), cellIn('l1-evicted')];
    const { rounds } = await roundsOf(plan({ cells }), { hot: 2, dram: 10, 'l1-evicted': 6 });
    // The first look at or above the noise squared: 4, 100 and 36 rounds make widths of 1.
    expect(rounds).toEqual([24, 124, 36]);
  });

  it('and where the budget is too short for all, much noisier cells get more', async () => {
    const noises = fc.array(fc.integer({ min: 20, max: 400 }), { minLength: 2, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(noises, async (noise) => {
        const cells = noise.map((_, index) => cellIn(`state ${index}`, 1_000_000));
        const noiseOf = Object.fromEntries(noise.map((each, index) => [`state ${index}`, each]));
        const { rounds } = await roundsOf(plan({ cells, budgetSeconds: 3 }), noiseOf);
        for (const [index, done] of rounds.entries()) {
          for (const [other, otherDone] of rounds.entries()) {
            const isMuchNoisier = (noise[index] ?? 0) >= 4 * (noise[other] ?? 0);
            if (isMuchNoisier) expect(done).toBeGreaterThanOrEqual(otherDone);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('but not all of it to one whose rounds are so long that it would stay the widest', async () => {
    const cells = [cellIn('hot', 1_000_000), cellIn('dram', 1_000_000)];
    const slow = (request: { state: string }) => (request.state === 'dram' ? 400 : 1);
    const addon = fakeAddon((_, request) => timedJob(request, slow(request)));
    const widthOf = widthsFrom({ hot: 60, dram: 400 });
    const { samples } = await measured(plan({ cells, budgetSeconds: 60 }), addon, { widthOf });
    const [hot, dram] = samples.cells.map(({ rounds }) => rounds);
    expect(hot).toBeGreaterThan(24);
    expect(dram).toBeGreaterThan(24);
  });

  it('to cells and boots by the same rule', async () => {
    const cells = [cellIn('hot')];
    const boots = [{ ...BOOT, state: 'dram', rounds: 4000 }];
    const addon = fakeAddon((_, request) => timedJob(request));
    const widthOf = widthsFrom({ hot: 1, dram: 7 });
    const { samples } = await measured(plan({ cells, boots }), addon, { widthOf });
    expect(samples.cells.map(({ rounds }) => rounds)).toEqual([24]);
    expect(samples.boots.map(({ rounds }) => rounds)).toEqual([54]);
  });
});

describe('with ticks as noisy as these', () => {
  /** Columns of 100 ns each, and their noise by state. */
  const NOISE_NS: Readonly<Record<string, number>> = { hot: 1, dram: 12 };

  it('the noisier cell gets most of the rounds, and both get narrow', async () => {
    const random = seededRandom(600);
    const ticksPerNs = (TSC_HZ / 1e9) * RESETS_PER_REGION;
    const addon = fakeAddon((_, request) => {
      const noiseNs = NOISE_NS[request.state] ?? 0;
      return {
        ...timedJob(request),
        ticks: () => (100 + noiseNs * gaussian(random)) * ticksPerNs,
      };
    });
    const asked = plan({ cells: [cellIn('hot'), cellIn('dram')], targetCiNs: 1 });
    const { samples } = await measured(asked, addon, {
      widthOf: (each) => widthInTargets(each, asked.targetCiNs),
    });
    const [hot, dram] = samples.cells;
    expect(dram?.rounds).toBeGreaterThan(5 * (hot?.rounds ?? 0));
    expect(samples.cells.map(({ stopped }) => stopped)).toEqual(['target', 'target']);
  });
});
