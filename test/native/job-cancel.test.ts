import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { NativeJob } from '../../src/host/native-jobs.js';
import { addon, registry } from './support/addon.js';
import { bankRequest, bootRequest, ignore } from './support/requests.js';

/** Promised are 100 ms; the rest is for machines that are busy with something else. */
const SLACK_MS = 1000;
/** Hours, if nobody cancelled. */
const ROUNDS = 500_000;

async function cancelled<T>(job: NativeJob<T>): Promise<T> {
  const start = performance.now();
  job.cancel();
  const samples = await job.samples;
  expect(performance.now() - start).toBeLessThan(SLACK_MS);
  return samples;
}

/** Starts a job; resolves once it has reported rounds. */
async function underway<T>(start: (onRound: () => void) => NativeJob<T>): Promise<NativeJob<T>> {
  return new Promise((resolve) => {
    const job = start(() => resolve(job));
  });
}

describe('a bank job ends soon after cancel(), with the rounds done so far', () => {
  it.each(registry.states)('$name', async ({ name: state }) => {
    const columns = ['field-by-field', 'memcpy-nontemporal', 'empty'];
    const request = bankRequest({ state, columns, rounds: ROUNDS });
    const job = await underway((onRound) => addon.startBank(request, onRound));
    await sleep(100);
    const { rounds, ticks } = await cancelled(job);
    expect(rounds).toBeGreaterThan(0);
    expect(rounds).toBeLessThan(ROUNDS);
    expect(ticks).toHaveLength(rounds * columns.length);
    expect(Math.min(...ticks)).toBeGreaterThan(0);
  });
});

describe('a boot job ends soon after cancel(), also within a boot', () => {
  it.each(['hot', 'l2-evicted', 'dram'])('%s', async (state) => {
    const transitions = new Uint32Array(30_000).fill(2);
    const resets = Uint32Array.from({ length: 60_000 }, (_, index) => (index + 1) % 2);
    const request = bootRequest({ state, resets, transitions, rounds: ROUNDS });
    const job = addon.startBoot(request, ignore);
    await sleep(100);
    const samples = await cancelled(job);
    expect(samples.rounds).toBeLessThan(ROUNDS);
    expect(samples.ticks).toHaveLength(samples.rounds);
    expect(samples.fullResets + samples.earlyResets).toBe(resets.length);
  });
});

describe('cancel()', () => {
  it('at once: no round, no ticks', async () => {
    const job = addon.startBank(bankRequest({ rounds: ROUNDS }), ignore);
    const { rounds, ticks } = await cancelled(job);
    expect(ticks).toHaveLength(rounds);
    expect(rounds).toBeLessThan(ROUNDS);
  });

  it('twice, and after the end: nothing happens', async () => {
    const job = addon.startBank(bankRequest(), ignore);
    const { rounds } = await job.samples;
    job.cancel();
    job.cancel();
    expect(rounds).toBe(3);
    expect(await job.samples).toMatchObject({ rounds: 3 });
  });

  it('of one job does not end another', async () => {
    const other = addon.startBank(bankRequest({ rounds: 500 }), ignore);
    const job = addon.startBank(bankRequest({ rounds: ROUNDS }), ignore);
    await sleep(20);
    await cancelled(job);
    expect((await other.samples).rounds).toBe(500);
  });

  it('works without its job object', async () => {
    const { cancel, samples } = addon.startBank(bankRequest({ rounds: ROUNDS }), ignore);
    await sleep(20);
    Reflect.apply(cancel, undefined, []);
    expect((await samples).rounds).toBeLessThan(ROUNDS);
  });
});
