/** Each of these processes would die of a crash: their exit codes tell. */

import { spawnSync } from 'node:child_process';
import { serialize } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import type { BankSamples } from '../../src/host/native-jobs.js';
import { addonFile } from './support/disassembly.js';
import { CALLS } from './support/random-calls/calls.js';
import { bankRequest, batchRequest } from './support/requests.js';

const ENDLESS = 200_000;

/** Starts a job and says so; plain JavaScript, because it runs where no compiler is. */
const START = `
  const addon = require(${JSON.stringify(addonFile)});
  function start(request, onRound) {
    const order = new Uint16Array(request.rounds);
    return addon.startBank({ ...request, order }, onRound);
  }
`;

const request = (rounds: number, state: string) => {
  const { order: _, ...rest } = bankRequest({ state });
  return JSON.stringify({ ...rest, rounds, leastRounds: rounds });
};

/** Exit code and output of a program that has not crashed, else its signal. */
function run(program: string, ...args: readonly string[]) {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, ['-e', program, ...args], {
    encoding: 'utf8',
    timeout: 25_000,
  });
  return { end: signal ?? status, stdout, stderr };
}

/** Workers that start a job and say so when it is time to kill them. */
function killAtStart(state: string): string {
  return `${START}
    start(${request(ENDLESS, state)}, () => {});
    require('node:worker_threads').parentPort.postMessage('now');`;
}

function killAtProgress(state: string): string {
  return `${START}
    const { parentPort } = require('node:worker_threads');
    start(${request(ENDLESS, state)}, (done) => parentPort.postMessage(done));`;
}

function killInCallback(state: string): string {
  return `${START}
    const { parentPort } = require('node:worker_threads');
    start(${request(ENDLESS, state)}, (done) => {
      parentPort.postMessage(done);
      for (;;);
    });`;
}

function expectSurvived(workers: readonly string[]): void {
  const { end, stdout, stderr } = run(`
    const { Worker } = require('node:worker_threads');
    async function kill(program) {
      const worker = new Worker(program, { eval: true });
      await new Promise((resolve) => worker.once('message', resolve));
      await worker.terminate();
    }
    (async () => {
      for (const program of ${JSON.stringify(workers)}) await kill(program);
      console.log('survived');
    })();`);
  expect({ end, stdout, stderr }).toEqual({ end: 0, stdout: 'survived\n', stderr: '' });
}

describe('a job in a worker thread', () => {
  it('delivers its samples there', async () => {
    const program = `${START}
      const { parentPort } = require('node:worker_threads');
      const progress = [];
      start(${request(20, 'hot')}, (done) => progress.push(done)).samples
        .then(({ rounds, ticks }) => parentPort.postMessage({ rounds, ticks }));`;
    const worker = new Worker(program, { eval: true });
    const samples = await new Promise<BankSamples>((resolve, reject) => {
      worker.once('message', resolve).once('error', reject);
    });
    await worker.terminate();
    expect(samples.rounds).toBe(20);
    expect(samples.ticks).toHaveLength(20);
    expect(Math.min(...samples.ticks)).toBeGreaterThan(0);
  });

  it('may be killed with it: at its start, between rounds, in a progress callback', () => {
    const states = ['hot', 'l2-evicted', 'dram'];
    const atAnyTime = [...states.map(killAtStart), ...states.map(killAtProgress)];
    expectSurvived([killInCallback('hot'), ...atAnyTime, ...atAnyTime, ...atAnyTime]);
  });
});

const JOBS = CALLS.filter(({ job }) => job);

/** One of each kind of job in as many workers at once, and two in the main thread. */
function runEveryJob(rounds: number, then: string) {
  // Their orders are made over there: a command line holds no megabyte.
  const jobs = JOBS.map(({ name, request }) => {
    const { order: _, ...rest } = request();
    return { name, request: { ...rest, rounds, leastRounds: rounds } };
  });
  const worker = `
    const { parentPort, workerData: { name, request } } = require('node:worker_threads');
    const job = require(${JSON.stringify(addonFile)})[name](request, () => {});
    parentPort.postMessage('started');
    job.samples.then((samples) => parentPort.postMessage(samples.rounds));`;
  const program = `
    const { Worker } = require('node:worker_threads');
    const addon = require(${JSON.stringify(addonFile)});
    const jobs = require('node:v8').deserialize(Buffer.from(process.argv[1], 'base64'));
    for (const { request } of jobs) request.order = new Uint16Array(request.rounds);
    const workers = jobs.map((workerData) =>
      new Worker(${JSON.stringify(worker)}, { eval: true, workerData }));
    const message = (wanted) => Promise.all(workers.map((worker) =>
      new Promise((resolve, reject) => {
        worker.on('message', (given) => { if (typeof given === wanted) resolve(given); });
        worker.once('error', reject);
      })));
    const started = message('string');
    const rounds = message('number');
    (async () => {
      const own = jobs.slice(0, 2).map(({ name, request }) => addon[name](request, () => {}));
      await started;
      ${then}
      await Promise.all(workers.map((worker) => worker.terminate()));
      own.forEach((job) => job.cancel());
      await Promise.all(own.map(({ samples }) => samples));
      console.log('survived');
    })();`;
  return run(program, serialize(jobs).toString('base64'));
}

describe('every kind of job, in as many workers and in the main thread at once', () => {
  it('delivers what each was asked for', () => {
    const { end, stdout, stderr } = runEveryJob(4, 'console.log(JSON.stringify(await rounds));');
    const rounds = JSON.stringify(JOBS.map(() => 4));
    expect({ end, stdout, stderr }).toEqual({
      end: 0,
      stdout: `${rounds}\nsurvived\n`,
      stderr: '',
    });
  });

  it('dies with its worker, and the others go on', () => {
    const { end, stdout, stderr } = runEveryJob(
      ENDLESS / 10,
      'await new Promise((resolve) => setTimeout(resolve, 100));',
    );
    expect({ end, stdout, stderr }).toEqual({ end: 0, stdout: 'survived\n', stderr: '' });
  });
});

describe('a process that ends in the middle of a job', () => {
  it('by process.exit: with its own exit code, soon', () => {
    const { end } = run(`${START}
      start(${request(ENDLESS, 'l2-evicted')}, () => process.exit(7));`);
    expect(end).toBe(7);
  });

  it('by an error nobody catches: with that error', () => {
    const { end, stderr } = run(`${START}
      start(${request(ENDLESS, 'dram')}, () => {});
      setTimeout(() => { throw new Error('unrelated'); }, 100);`);
    expect(end).toBe(1);
    expect(stderr).toContain('Error: unrelated');
  });

  it('waits for a job that nobody cancels', () => {
    const { end, stdout } = run(`${START}
      start(${request(50, 'hot')}, () => {}).samples.then(({ rounds }) => console.log(rounds));`);
    expect(stdout).toBe('50\n');
    expect(end).toBe(0);
  });
});

describe('where no thread can be started', () => {
  it('the job says so, and what waits for a thread too', () => {
    // The limit is of the user's processes; root has none.
    const { end, stdout, stderr } = run(
      `${START}
      const { execFileSync } = require('node:child_process');
      const batch = addon.createBatch(
        require('node:v8').deserialize(Buffer.from(process.argv[1], 'base64')));
      execFileSync('prlimit', ['--pid=' + process.pid, '--nproc=1:1']);
      if (process.getuid() === 0) process.setuid(65534);
      const say = ({ message }) => console.log(message);
      try { batch.time(1, -1); } catch (error) { say(error); }
      start(${request(20, 'hot')}, () => {}).samples.catch(say);`,
      serialize(batchRequest()).toString('base64'),
    );
    expect({ end, stdout, stderr }).toEqual({
      end: 0,
      stdout:
        'Resource temporarily unavailable\n' +
        'no thread can be started: Resource temporarily unavailable\n',
      stderr: '',
    });
  });
});

describe('a progress callback that throws', () => {
  it('does not end the job', () => {
    const { end, stdout } = run(`${START}
      process.on('uncaughtException', () => {});
      const throwing = () => { throw new Error('mine'); };
      start(${request(2000, 'hot')}, throwing).samples.then(({ rounds }) => console.log(rounds));`);
    expect(stdout).toBe('2000\n');
    expect(end).toBe(0);
  });
});
