/** Runs a range of a parser's cases in a thread that can be ended, and tells which one it is at. */

import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { makeCase, type SeedFile, seedFiles } from './cases.js';
import { residentMib, runMeasured } from './measure.js';
import { type FuzzedParser, kindOfMessage } from './parser.js';

export interface WorkerTask {
  /** Of a module that exports PARSERS. */
  parsers: string;
  name: string;
  seed: number;
  /** Of the cases made; those of files are run before them where it is 0. */
  from: number;
  to: number;
  /** One 32-bit number: of the case that runs. */
  at: SharedArrayBuffer;
}

/** `number`: of the case made, or -1 - the place of a file. */
export type WorkerMessage =
  | { kind: 'finding'; number: number; what: string }
  | { kind: 'done'; read: number; refused: number; refusals: string[] };

async function work({ parsers, name, seed, from, to, at }: WorkerTask): Promise<void> {
  const { PARSERS }: { PARSERS: readonly FuzzedParser[] } = await import(parsers);
  const parser = PARSERS.find((each) => each.name === name);
  if (parser === undefined) throw new Error(`no parser ${name}`);
  const files = seedFiles(parser);
  const current = new Int32Array(at);
  const memory = { floorMib: residentMib(), collect: garbageCollector() };
  const counts = { read: 0, refused: 0 };
  const refusals = new Set<string>();
  for (let number = from === 0 ? -files.length : from; number < to; number++) {
    Atomics.store(current, 0, number);
    const bytes = caseOf(parser, files, seed, number);
    try {
      const outcome = await runMeasured(parser, bytes, memory);
      counts[outcome.kind] += 1;
      if (outcome.kind === 'refused') refusals.add(kindOfMessage(outcome.message));
    } catch (error) {
      post({ kind: 'finding', number, what: error instanceof Error ? error.message : `${error}` });
    }
  }
  post({ kind: 'done', ...counts, refusals: [...refusals] });
}

/** @param number negative: of a file */
export function caseOf(
  { mostBytes }: FuzzedParser,
  files: readonly SeedFile[],
  seed: number,
  number: number,
): Buffer {
  if (number >= 0) return makeCase(files, seed, number, mostBytes);
  return files.at(number)?.bytes ?? Buffer.alloc(0);
}

/** The engine gives memory back in another thread. */
const FREEING_MS = 200;

function garbageCollector(): () => Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  return async () => {
    collect();
    await setTimeout(FREEING_MS);
    collect();
  };
}

function post(message: WorkerMessage): void {
  parentPort?.postMessage(message);
}

if (parentPort !== null) await work(workerData);
