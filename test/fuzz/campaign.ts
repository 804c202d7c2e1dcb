/** Many cases of one parser, each of which may hang, or take all the memory, without ending the campaign. */

import { Worker } from 'node:worker_threads';
import type { WorkerMessage, WorkerTask } from './worker.js';

export interface CampaignOptions {
  /** URL of a module that exports PARSERS. */
  parsers: string;
  name: string;
  seed: number;
  cases: number;
  /** A case that takes longer is ended. */
  hangMs: number;
  onProgress?: (done: number) => void;
}

export interface Found {
  /** As in WorkerMessage. */
  number: number;
  what: string;
}

export interface CampaignReport {
  /** Made ones and files. */
  cases: number;
  read: number;
  refused: number;
  /** In how many ways. */
  refusals: number;
  seconds: number;
  found: Found[];
}

/** The heap's limit: what the modules take, and more than a case may. */
const MOST_HEAP_MIB = 512;
const LOOK_EVERY_MS = 250;
/** No case's number. */
const NOT_STARTED = -2_147_483_648;
/** A parser that falls for so many cases needs no more of them to be mended. */
const MOST_FOUND = 200;

export async function runCampaign(options: CampaignOptions): Promise<CampaignReport> {
  const start = performance.now();
  const total = { cases: 0, read: 0, refused: 0 };
  const refusals = new Set<string>();
  const found: Found[] = [];
  let from = 0;
  while (from < options.cases && found.length < MOST_FOUND) {
    const part = await runPart(options, from);
    found.push(...part.found);
    total.read += part.read;
    total.refused += part.refused;
    for (const each of part.refusals) refusals.add(each);
    from = part.next;
  }
  total.cases = total.read + total.refused + found.length;
  const seconds = (performance.now() - start) / 1000;
  return { ...total, refusals: refusals.size, seconds, found };
}

interface Part {
  found: Found[];
  read: number;
  refused: number;
  refusals: string[];
  /** The case to go on with. */
  next: number;
}

/** Up to the end, or to the first case that the worker does not survive. */
function runPart({ hangMs, cases, onProgress, ...task }: CampaignOptions, from: number) {
  const at = new SharedArrayBuffer(4);
  const current = new Int32Array(at);
  Atomics.store(current, 0, NOT_STARTED);
  const workerData: WorkerTask = { ...task, from, to: cases, at };
  const worker = new Worker(new URL('./worker-entry.mjs', import.meta.url), {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MIB },
  });
  const found: Found[] = [];
  return new Promise<Part>((resolve, reject) => {
    let done: Extract<WorkerMessage, { kind: 'done' }> | null = null;
    let death: string | null = null;
    let last = NOT_STARTED;
    let sinceMs = performance.now();
    const timer = setInterval(() => {
      const number = Atomics.load(current, 0);
      onProgress?.(Math.max(from, number));
      const nowMs = performance.now();
      if (number !== last || number === NOT_STARTED) [last, sinceMs] = [number, nowMs];
      if (nowMs - sinceMs < hangMs) return;
      death = `still runs after ${hangMs / 1000} s`;
      void worker.terminate();
    }, LOOK_EVERY_MS);
    worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'done') done = message;
      else found.push({ number: message.number, what: message.what });
    });
    worker.on('error', (error) => {
      death ??= `ends its thread: ${error.message}`;
    });
    worker.on('exit', (code) => {
      clearInterval(timer);
      const number = Atomics.load(current, 0);
      if (done !== null) {
        const { read, refused, refusals } = done;
        return resolve({ found, read, refused, refusals, next: cases });
      }
      const what = death ?? `ends its thread with exit code ${code}`;
      if (number === NOT_STARTED) return reject(new Error(`${task.name}: no case ran; ${what}`));
      found.push({ number, what });
      // The rest of its files are run in the next campaign, when this one is mended.
      const next = Math.max(0, number) + 1;
      resolve({ found, read: 0, refused: 0, refusals: [], next });
    });
  });
}
