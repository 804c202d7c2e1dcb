/** Thousands of random calls: each is refused by name or does what it says; nothing crashes. */

import { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/stats/random.js';
import { addon, registry } from './support/addon.js';
import { CALLS, call } from './support/random-calls/calls.js';
import { randomCalls } from './support/random-calls/campaign.js';
import { CALLS_IN_EVERY_RUN } from './support/random-calls/counts.js';
import { hostileValue, Trap } from './support/random-calls/values.js';
import { bankRequest, batchRequest, ignore } from './support/requests.js';

afterAll(() => {
  // What worked still works.
  expect(addon.registry()).toEqual(registry);
});

it(`${CALLS_IN_EVERY_RUN} calls of every function that takes a request`, async () => {
  const report = await randomCalls(0, CALLS_IN_EVERY_RUN);
  for (const [name, { accepted, refused }] of Object.entries(report)) {
    expect(accepted, name).toBeGreaterThan(10);
    expect(refused, name).toBeGreaterThan(50);
  }
}, 300_000);

/** What it returned; null: refused with a message that matches. */
function attempt<T>(action: () => T, message: RegExp): T | null {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof Trap)) expect(String(error)).toMatch(message);
    return null;
  }
}

describe('what takes no request', () => {
  const random = seededRandom(7);
  const hostile = (): unknown => hostileValue(random, 1).value;

  it('time, of a batch', () => {
    const { time } = addon.createBatch(batchRequest());
    for (let i = 0; i < 1000; i++) {
      const args = random.below(2) === 0 ? [hostile(), -1] : [1, hostile()];
      const ticks: unknown = attempt(
        () => Reflect.apply(time, hostile(), args),
        /^(Type|Range)Error: (repeats|cpu) must /,
      );
      if (ticks !== null) expect(ticks).toBeInstanceOf(Float64Array);
    }
  });

  it('run, of a batch; cancel, of a job that has ended', async () => {
    const { run } = addon.createBatch(batchRequest());
    const job = addon.startBank(bankRequest(), ignore);
    await job.samples;
    for (let i = 0; i < 500; i++) {
      expect(Reflect.apply(run, hostile(), [hostile()])).toBe(2);
      expect(Reflect.apply(job.cancel, hostile(), [hostile()])).toBe(undefined);
    }
  });

  it.each([
    ['registry', 100],
    ['labMeans', 10],
    ['counterEvents', 10],
    ['inspectHost', 2],
  ] as const)('%s', (name, times) => {
    for (let i = 0; i < times; i++) {
      expect(call(name, [hostile(), hostile()])).toBeInstanceOf(Object);
    }
  });

  it.each(CALLS.map(({ name }) => name))('%s, with none of its arguments', (name) => {
    expect(() => call(name, [])).toThrow(/^request must be an object$/);
  });
});

it('arrays that another thread changes while they are looked at', async () => {
  const words = new Uint32Array(new SharedArrayBuffer(40));
  const spoiler = new Worker(
    `const { workerData: words } = require('node:worker_threads');
     require('node:worker_threads').parentPort.postMessage('begins');
     const usual = [0, 0, 0, 0, 46, 0, 0, 0, 1, 46];
     for (let i = 0; ; i = (i + 1) % 10) {
       words[i] = 0xffffffff;
       words[i] = usual[i];
     }`,
    { eval: true, workerData: words },
  );
  await new Promise((resolve, reject) => {
    spoiler.once('message', resolve).once('error', reject);
  });
  const steps = new Int32Array(words.buffer, 0, 4);
  let accepted = 0;
  for (let i = 0; i < 1000; i++) {
    const request = { layout: 'v5.17', strategy: registry.baseline };
    const script = { guestStates: words, resets: words.subarray(0, 4) };
    const replayed = attempt(
      () => addon.replayBytes({ ...request, ...script }),
      /guestStates|resets/,
    );
    const probed = attempt(() => addon.probeProgram({ structBytes: 64, steps }), /steps/);
    accepted += (replayed === null ? 0 : 1) + (probed === null ? 0 : 1);
  }
  await spoiler.terminate();
  expect(accepted).toBeGreaterThan(0);
});
