/** Tests that loading the addon leaves nothing behind, however often workers come and go with it. */

import { spawnSync } from 'node:child_process';
import { serialize } from 'node:v8';
import { expect, it } from 'vitest';
import { addonFile } from './disassembly.js';
import { bankRequest, batchRequest } from './requests.js';

/** Workers that live at the same time. */
const AT_A_TIME = 4;
/** Until then Node and the C library have grown to what they need. */
const WARM_UP = 100;

/** What a worker does with it: it leaves a job that is under way, or a batch. */
const WORKER = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { file, bank, batch, leaves } = workerData;
  const addon = require(file);
  if (leaves) addon.startBank(bank, () => {});
  else addon.createBatch(batch).run();
  parentPort.postMessage('loaded');`;

const DATA = { file: addonFile, bank: { ...bankRequest() }, batch: { ...batchRequest() } };

interface Held {
  rssMb: number;
  descriptors: number;
  threads: number;
  mappings: number;
}

interface Seen {
  before: Held;
  after: Held;
}

/** A process of its own: what Vitest holds is not counted. */
function load(loads: number, mainLoadsToo: boolean): Seen {
  const program = `
    const { readdirSync, readFileSync } = require('node:fs');
    const { setTimeout: wait } = require('node:timers/promises');
    const { Worker } = require('node:worker_threads');
    const { deserialize } = require('node:v8');
    const data = deserialize(Buffer.from(process.argv[1], 'base64'));
    ${mainLoadsToo ? 'require(data.file).registry();' : ''}
    async function loadOnce(leaves) {
      const worker = new Worker(${JSON.stringify(WORKER)}, {
        eval: true, workerData: { ...data, leaves },
      });
      const ended = new Promise((resolve) => worker.once('exit', resolve));
      await new Promise((resolve, reject) => {
        worker.once('message', resolve).once('error', reject);
      });
      await worker.terminate();
      await ended;
    }
    async function loadOften(times) {
      for (let done = 0; done < times; done += ${AT_A_TIME}) {
        const workers = Array.from({ length: ${AT_A_TIME} }, (_, index) => loadOnce(index % 2 === 0));
        await Promise.all(workers);
      }
    }
    async function held() {
      // Workers' last descriptors are closed by the event loop.
      await wait(200);
      global.gc();
      await wait(200);
      return {
        rssMb: process.memoryUsage().rss / 1e6,
        descriptors: readdirSync('/proc/self/fd').length,
        threads: readdirSync('/proc/self/task').length,
        mappings: readFileSync('/proc/self/maps', 'utf8').split('\\n').length,
      };
    }
    (async () => {
      await loadOften(${WARM_UP});
      const before = await held();
      await loadOften(${loads});
      console.log(JSON.stringify({ before, after: await held() }));
    })();`;
  const data = serialize(DATA).toString('base64');
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--expose-gc', '-e', program, data],
    { encoding: 'utf8', timeout: 180_000 },
  );
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return JSON.parse(stdout);
}

/** RSS grows by that much whatever is loaded, MB. */
const NOISE_MB = 12;
/** Node's heap makes some twenty more in the first 500 workers, though they load nothing; then no more. */
const NOISE_MAPPINGS = 60;

/** @param loads of each of two tests. A leak shows from `NOISE_MB` over them on */
export function leavesNothingBehind(loads: number): void {
  it.each([
    ['and closed each time, since only workers load it', false],
    ['and the main thread has it all the time', true],
  ])(
    `loaded ${loads} times in workers that end or are killed in the middle of a job, %s`,
    (_, mainLoadsToo) => {
      const { before, after } = load(loads, mainLoadsToo);
      const { rssMb: rssBefore, mappings: mappingsBefore, ...same } = before;
      const { rssMb, mappings, ...now } = after;
      expect(now).toEqual(same);
      expect(rssMb - rssBefore).toBeLessThan(NOISE_MB);
      expect(mappings - mappingsBefore).toBeLessThan(NOISE_MAPPINGS);
    },
    180_000,
  );
}
