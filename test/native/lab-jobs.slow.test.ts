/** Experiments as jobs: progress, cancelling, several at once. */

import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import type { NativeJob } from '../../src/host/native-jobs.js';
import type { ArmRequest, LabSamples } from '../../src/host/native-lab.js';
import { addon } from './support/addon.js';
import { addonFile } from './support/disassembly.js';
import { copyRequest, labRequest, means, underway } from './support/lab.js';
import { ignore } from './support/requests.js';

/** Promised are 100 ms; the rest is for machines that are busy with something else. */
const SLACK_MS = 1000;
/** Many seconds, if nobody cancelled. */
const ROUNDS = 200_000;

async function cancelled<T>(job: NativeJob<T>): Promise<T> {
  const start = performance.now();
  job.cancel();
  const samples = await job.samples;
  expect(performance.now() - start).toBeLessThan(SLACK_MS);
  return samples;
}

describe('progress', () => {
  it('of setting up, then of rounds: ascends, and is not one call a round', async () => {
    const calls: number[] = [];
    const rounds = 4000;
    const request = labRequest([{}, { setting: 'dram' }], { rounds });
    const samples = await addon.startLab(request, (done) => calls.push(done)).samples;
    expect(samples.rounds).toBe(rounds);
    expect(calls.length).toBeGreaterThan(0);
    expect(calls.length).toBeLessThan(rounds / 10);
    expect(calls).toEqual([...calls].sort((a, b) => a - b));
    expect(calls[0]).toBeGreaterThanOrEqual(0);
    expect(calls.at(-1)).toBeLessThanOrEqual(rounds);
  });

  it('of copies', async () => {
    const calls: number[] = [];
    const request = copyRequest([{ routine: 'mov64', bytes: 4096 }], { rounds: 20_000 });
    const { rounds } = await addon.startCopies(request, (done) => calls.push(done)).samples;
    expect(rounds).toBe(20_000);
    expect(calls.length).toBeGreaterThan(0);
  });
});

describe('the budget', () => {
  it('ends the job once its least rounds are done, with whole draws', async () => {
    const changes = { rounds: ROUNDS, leastRounds: 7, budgetNs: 1 };
    const samples = await addon.startLab(labRequest([{}], changes), ignore).samples;
    expect(samples.rounds).toBe(8);
    const copies = copyRequest([{ routine: null, bytes: 0 }], changes);
    expect((await addon.startCopies(copies, ignore).samples).rounds).toBe(8);
  });
});

describe('cancel() ends a job soon, with the whole rounds done so far', () => {
  const available = means.settings.filter(({ unavailable }) => unavailable === null);

  it.each(available)('after $name', async ({ name: setting }) => {
    const arms = [{ setting, bytes: 1 << 20 }, {}, { reading: 'each' as const }];
    const request = labRequest(arms, { rounds: ROUNDS });
    const job = await underway(1, (onRound) => addon.startLab(request, onRound));
    const { rounds, ticks, disturbances } = await cancelled(job);
    expect(rounds).toBeGreaterThan(0);
    expect(rounds).toBeLessThan(ROUNDS);
    expect(ticks).toHaveLength(rounds * arms.length);
    expect(disturbances).toHaveLength(rounds);
    expect(Math.min(...ticks)).toBeGreaterThan(0);
  });

  it('of copies', async () => {
    const arms = [0, 4096].map((bytes) => ({ routine: 'libc', bytes }));
    const request = copyRequest(arms, { rounds: ROUNDS });
    const job = await underway(1, (onRound) => addon.startCopies(request, onRound));
    const { rounds, ticks } = await cancelled(job);
    expect(rounds).toBeGreaterThan(0);
    expect(rounds).toBeLessThan(ROUNDS);
    expect(ticks).toHaveLength(rounds * arms.length);
  });

  it('at once: it need not have begun', async () => {
    const job = addon.startLab(labRequest([{}, {}], { rounds: ROUNDS }), ignore);
    const { rounds, ticks } = await cancelled(job);
    expect(rounds).toBeLessThan(ROUNDS);
    expect(ticks).toHaveLength(2 * rounds);
  });

  it('within a sample of many repetitions', async () => {
    const long: Partial<ArmRequest> = { setting: 'reads', bytes: 16 << 20, repeats: 4096 };
    const request = labRequest([long], { rounds: ROUNDS });
    const job = await underway(0, (onRound) => addon.startLab(request, onRound));
    // From now on it is in its first sample, which takes seconds.
    await sleep(100);
    const { rounds, ticks } = await cancelled(job);
    expect(ticks).toHaveLength(rounds);
  });
});

/** Plain JavaScript, because it runs where no compiler is. */
const WORK = `
  const { parentPort, workerData: { addonFile, request } } = require('node:worker_threads');
  require(addonFile).startLab(request, () => {}).samples.then(
    (samples) => parentPort.postMessage(samples),
    (error) => { throw error; },
  );`;

async function inAWorker(arms: Partial<ArmRequest>[], seed: number): Promise<LabSamples> {
  const request = labRequest(arms, { rounds: 60, seed });
  const worker = new Worker(WORK, { eval: true, workerData: { addonFile, request } });
  try {
    return await new Promise((resolve, reject) => {
      worker.once('message', resolve).once('error', reject);
    });
  } finally {
    await worker.terminate();
  }
}

describe('several at once in workers', () => {
  it('all end, and all can call the handlers, which they share', async () => {
    const arms: Partial<ArmRequest>[] = [
      { reading: 'each', consumer: 'call-plain' },
      { reading: 'each', consumer: 'rewrite-call-plain', targets: 'random' },
      { setting: 'dram' },
    ];
    const samples = await Promise.all([1, 2, 3].map((seed) => inAWorker(arms, seed)));
    for (const { rounds, ticks } of samples) {
      expect(rounds).toBe(60);
      expect(ticks).toHaveLength(60 * arms.length);
      expect(Math.min(...ticks)).toBeGreaterThan(0);
    }
    // They remain for whoever comes later.
    expect((await inAWorker(arms, 4)).rounds).toBe(60);
  });
});
