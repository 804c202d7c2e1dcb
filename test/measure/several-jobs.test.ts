import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DISTURBANCES } from '../../src/host/native-jobs.js';
import { usableRounds } from '../../src/stats/rounds.js';
import { BOOT, CELL, measured, plan, TSC_HZ } from './bench.js';
import { type FakeJob, fakeAddon, stateCheck } from './fake-addon.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

const SWITCHED = 1 << DISTURBANCES.indexOf('switched');
const STATE_MISSED = 1 << DISTURBANCES.indexOf('stateMissed');

/** One cell of 54 rounds in three jobs, of 24, 12 and 18. */
async function threeJobs(jobs: (job: number) => FakeJob) {
  const cells = [{ ...CELL, rounds: 54 }];
  const addon = fakeAddon(jobs);
  const { samples } = await measured(plan({ cells }), addon, { widthOf: () => 2 });
  const [cell] = samples.cells;
  if (cell === undefined) throw new Error('no cell');
  return { addon, cell };
}

describe('jobs of one cell', () => {
  it('are one series of rounds, in the order of time', async () => {
    const { cell } = await threeJobs((job) => ({
      ticks: (round, column) => 1e6 * job + 1000 * column + round,
      disturbances: (round) => (round === job ? SWITCHED : 0),
    }));
    expect(cell.rounds).toBe(54);
    const ticksAt = (column: number, round: number) =>
      Math.round(((cell.columns[column]?.ns[round] ?? 0) * 8 * TSC_HZ) / 1e9);
    expect(cell.columns.map(({ ns }) => ns.length)).toEqual(Array(5).fill(54));
    expect([0, 23, 24, 35, 36, 53].map((round) => ticksAt(3, round))).toEqual([
      ...[3000, 3023],
      ...[1_003_000, 1_003_011],
      ...[2_003_000, 2_003_017],
    ]);
    const disturbed = [...cell.disturbances.entries()].filter(([, flags]) => flags !== 0);
    expect(disturbed.map(([round]) => round)).toEqual([0, 25, 38]);
  });

  it('add up what they took, and remember the worst of the memory', async () => {
    const { cell } = await threeJobs((job) => ({
      changes: {
        wallNs: 10 ** job,
        busyNs: 2 * 10 ** job,
        repeatedRegions: 3 * 10 ** job,
        hugePageShare: job === 1 ? 0.5 : 1,
      },
    }));
    expect(cell).toMatchObject({
      wallNs: 111,
      busyNs: 222,
      repeatedRegions: 333,
      hugePageShare: 0.5,
    });
  });

  it('each draw their own order and placement', async () => {
    const { addon } = await threeJobs(() => ({}));
    expect(new Set(addon.requests.map(({ seed }) => seed)).size).toBe(3);
  });
});

describe('the seed of a cell', () => {
  it('is the same whatever else is measured, and another elsewhere', async () => {
    const dram = { ...CELL, state: 'dram' };
    const seedsOf = async (...args: Parameters<typeof plan>) => {
      const addon = fakeAddon();
      await measured(plan(...args), addon);
      return new Map(addon.requests.map(({ state, seed }) => [state, seed]));
    };
    const alone = await seedsOf({ cells: [dram] });
    const beside = await seedsOf({ cells: [CELL, dram] });
    expect(beside.get('dram')).toBe(alone.get('dram'));
    expect(beside.get('hot')).not.toBe(alone.get('dram'));
    const reseeded = await seedsOf({ cells: [dram], seed: 601 });
    expect(reseeded.get('dram')).not.toBe(alone.get('dram'));
  });

  it('is not that of a boot in the same place', async () => {
    const addon = fakeAddon();
    await measured(plan({ boots: [BOOT] }), addon);
    const [cell, boot] = addon.requests;
    expect(cell?.seed).not.toBe(boot?.seed);
  });
});

describe('a job that missed its cache state', () => {
  const missesIn =
    (missing: readonly number[]) =>
    (job: number): FakeJob => ({
      disturbances: (round) => (round === 0 ? SWITCHED : 0),
      changes: { stateCheck: stateCheck('hot', !missing.includes(job)) },
    });

  it('has all of its rounds set aside for that, and those of the others kept', async () => {
    const { cell } = await threeJobs(missesIn([1]));
    const missed = [...cell.disturbances].map((flags) => (flags & STATE_MISSED) !== 0);
    expect(missed).toEqual([
      ...Array(24).fill(false),
      ...Array(12).fill(true),
      ...Array(18).fill(false),
    ]);
    const { kept, setAside, tooNoisy } = usableRounds(cell.disturbances);
    expect({ kept: kept.length, setAside, tooNoisy }).toEqual({
      kept: 23 + 17,
      setAside: 1 + 12 + 1,
      tooNoisy: false,
    });
  });

  it('keeps what else disturbed its rounds', async () => {
    const { cell } = await threeJobs(missesIn([1]));
    expect(cell.disturbances[24]).toBe(STATE_MISSED | SWITCHED);
  });

  it.each([[[0]], [[2]], [[0, 1]], [[1, 2]]])(
    '%j: the cell has that of one that did not',
    async (missing) => {
      expect((await threeJobs(missesIn(missing))).cell.stateCheck.reached).toBe(true);
    },
  );

  it('leaves the cell without it if all did', async () => {
    const { cell } = await threeJobs(missesIn([0, 1, 2]));
    expect(cell.stateCheck.reached).toBe(false);
    expect(usableRounds(cell.disturbances).tooNoisy).toBe(true);
  });
});
