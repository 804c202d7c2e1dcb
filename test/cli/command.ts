/** The command line as a user meets it: a process with arguments, two streams and an exit code. */

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { TestContext } from 'vitest';
import { addonPath } from '../../src/host/addon.js';
import { MAIN } from '../built-package.js';

export interface Ended {
  /** Null if a signal ended it. */
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Running {
  child: ChildProcessByStdio<null, Readable, Readable>;
  /** Rejects after the time limit, with what was printed until then. */
  ended: Promise<Ended>;
  /** Resolves as soon as stderr has had a match. */
  saidOnStderr(pattern: RegExp): Promise<void>;
}

export interface Options {
  environment?: Record<string, string>;
  limitSeconds?: number;
  cwd?: string;
  /** A command that runs the one behind it, with exec: the process and its signals are ours. */
  inside?: readonly string[];
  /** Node's arguments in place of the command line. */
  program?: readonly string[];
}

export function start(args: readonly string[], options: Options = {}): Running {
  const { environment = {}, limitSeconds = 20, cwd, inside = [], program = [MAIN] } = options;
  // The runner of the tests asks its children for colours; a user's shell does not.
  const { FORCE_COLOR: _, NO_COLOR: __, ...inherited } = process.env;
  const [command = '', ...rest] = [...inside, process.execPath, ...program, ...args];
  const child = spawn(command, rest, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...inherited, ...environment },
    ...(cwd === undefined ? {} : { cwd }),
  });
  const streams = { stdout: '', stderr: '' };
  const listeners: (() => void)[] = [];
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      streams[name] += text;
      for (const listener of listeners) listener();
    });
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`still running after ${limitSeconds} s: ${JSON.stringify(streams)}`));
    }, limitSeconds * 1000);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, ...streams });
    });
  });
  const saidOnStderr = (pattern: RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (pattern.test(streams.stderr)) resolve();
      };
      listeners.push(look);
      look();
      ended.then(() => reject(new Error(`ended without: ${JSON.stringify(streams)}`)), reject);
    });
  return { child, ended, saidOnStderr };
}

export function run(args: readonly string[], options?: Options): Promise<Ended> {
  return start(args, options).ended;
}

/** Several tests look at one process: it is started by the first of them. */
export function once<T>(action: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= action();
    return result;
  };
}

/** One quick cell: the shortest run that measures something. */
export const ONE_CELL = [
  ...['run', '--quick', '--layout', 'v5.17', '--state', 'hot', '--retirement', 'drained'],
  ...['--strategy', 'field-by-field,init-flag'],
];

/** In a beforeEach: commands that look at the machine need the native code. */
export function skipWithoutAddon({ skip }: TestContext): void {
  skip(
    addonPath() === null,
    "build/Release/kvm_mmu_bench.node is missing: 'npm run install' builds it, on x86-64 Linux only",
  );
}
