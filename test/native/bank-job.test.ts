import { describe, expect, it } from 'vitest';
import { DISTURBANCES } from '../../src/host/native-jobs.js';
import { addon, registry, runnable } from './support/addon.js';
import { bankRequest, ignore, tscHz } from './support/requests.js';

const ROUNDS = 5;
const columns = runnable.map(({ name }) => name);

describe.each(registry.states)('$name', ({ name: state }) => {
  it.each(registry.retirements)(
    '$name: every strategy has its ticks in every round',
    async ({ name: retirement }) => {
      const request = bankRequest({ state, retirement, columns, rounds: ROUNDS });
      const samples = await addon.startBank(request, ignore).samples;
      expect(samples.rounds).toBe(ROUNDS);
      expect(samples.ticks).toHaveLength(ROUNDS * columns.length);
      for (const ticks of samples.ticks) {
        expect(ticks).toBeGreaterThan(0);
        expect(Number.isInteger(ticks)).toBe(true);
      }
    },
  );
});

describe('what comes with the ticks', () => {
  it('is plausible', async () => {
    const request = bankRequest({ rounds: ROUNDS });
    const samples = await addon.startBank(request, ignore).samples;
    const { stateCheck, blocks, resetsPerRegion } = samples;
    expect(resetsPerRegion % blocks).toBe(0);
    expect(blocks).toBeGreaterThan(1);
    expect(samples.hugePageShare).toBeGreaterThanOrEqual(0);
    expect(samples.hugePageShare).toBeLessThanOrEqual(1);
    expect(samples.busyNs).toBeGreaterThan(0);
    expect(samples.wallNs).toBeGreaterThan(samples.busyNs);
    expect(samples.repeatedRegions).toBeGreaterThanOrEqual(0);
    expect(samples.disturbances).toHaveLength(ROUNDS);
    // Whether the state was missed is not for the native side to say.
    const native = 2 ** DISTURBANCES.indexOf('stateMissed');
    expect(Math.max(...samples.disturbances)).toBeLessThan(native);
    expect(stateCheck).toMatchObject({ state: 'hot', method: 'written before use' });
    expect(stateCheck.loadLatencyNs).toBeGreaterThan(0);
    // Nothing is nearer than the first level.
    expect(stateCheck.nearerNs).toBe(0);
  });

  it.each(registry.guestModes)('there is some for a guest that is %s', async (guest) => {
    const request = bankRequest({ guest, columns, layout: 'v5.16', phase: 40 });
    const { ticks } = await addon.startBank(request, ignore).samples;
    expect(Math.min(...ticks)).toBeGreaterThan(0);
  });

  it.each(registry.layouts)('and on $name at every phase', async ({ name: layout }) => {
    for (let phase = 0; phase < 64; phase += 8) {
      const { rounds } = await addon.startBank(bankRequest({ layout, phase }), ignore).samples;
      expect(rounds, `phase ${phase}`).toBe(3);
    }
  });
});

describe('the thread is pinned', () => {
  const { allowedCpus } = addon.inspectHost();

  it.each(allowedCpus)('to CPU %i, where that is asked for', async (cpu) => {
    const { pinnedCpu } = await addon.startBank(bankRequest({ cpu }), ignore).samples;
    expect(pinnedCpu).toBe(cpu);
  });

  it('to the last allowed one by default, and nowhere if it may not be there', async () => {
    const byDefault = await addon.startBank(bankRequest({ cpu: -1 }), ignore).samples;
    expect(byDefault.pinnedCpu).toBe(allowedCpus.at(-1));
    const forbidden = await addon.startBank(bankRequest({ cpu: 8191 }), ignore).samples;
    expect(forbidden.pinnedCpu).toBe(-1);
  });
});

describe('the budget', () => {
  it.each([
    [6, 6],
    // Two rounds share their placement, which is not left half done.
    [7, 8],
  ])(
    'ends the job once its %i least rounds are done, with whole draws',
    async (leastRounds, done) => {
      const request = bankRequest({ rounds: 100_000, leastRounds, budgetNs: 1 });
      const { rounds, ticks, disturbances } = await addon.startBank(request, ignore).samples;
      expect(rounds).toBe(done);
      expect(ticks).toHaveLength(done);
      expect(disturbances).toHaveLength(done);
    },
  );

  it('does not add to the rounds that were asked for', async () => {
    const request = bankRequest({ rounds: 7, leastRounds: 7, budgetNs: 1 });
    expect((await addon.startBank(request, ignore).samples).rounds).toBe(7);
  });

  it('stops the rounds after it, and not much before', async () => {
    const budgetNs = 0.2e9;
    const request = bankRequest({ rounds: 1_000_000, leastRounds: 1, budgetNs, tscHz: tscHz() });
    const samples = await addon.startBank(request, ignore).samples;
    expect(samples.rounds).toBeLessThan(1_000_000);
    expect(samples.wallNs).toBeGreaterThanOrEqual(budgetNs);
    expect(samples.wallNs).toBeLessThan(budgetNs + 1e9);
  });
});

describe('progress', () => {
  it('ascends, ends before the samples come, and is not one call a round', async () => {
    const calls: number[] = [];
    const rounds = 20_000;
    const request = bankRequest({ rounds });
    const samples = await addon.startBank(request, (done) => calls.push(done)).samples;
    expect(samples.rounds).toBe(rounds);
    expect(calls.length).toBeGreaterThan(0);
    expect(calls.length).toBeLessThan(rounds / 10);
    expect(calls).toEqual([...calls].sort((a, b) => a - b));
    // A call within the first round says that it lives.
    expect(calls[0]).toBeGreaterThanOrEqual(0);
    expect(calls.at(-1)).toBeLessThanOrEqual(rounds);
    const heard = calls.length;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(calls).toHaveLength(heard);
  });
});

describe('jobs do not disturb each other', () => {
  it('two at once both end, with the rounds they were asked for', async () => {
    const jobs = [1, 2].map((seed) =>
      addon.startBank(bankRequest({ seed, rounds: 50, state: 'dram' }), ignore),
    );
    const samples = await Promise.all(jobs.map((job) => job.samples));
    expect(samples.map(({ rounds }) => rounds)).toEqual([50, 50]);
  });

  it('the request may be changed once the job has begun', async () => {
    const request = bankRequest({ rounds: 200, columns: ['field-by-field', 'empty'] });
    const job = addon.startBank(request, ignore);
    request.order.fill(0xffff);
    request.columns.length = 0;
    request.rounds = 0;
    const { rounds, ticks } = await job.samples;
    expect(rounds).toBe(200);
    expect(ticks).toHaveLength(400);
  });
});
