/** Starts QEMU so that its log comes through a FIFO instead of filling a disk. */

import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { excerpt, UsageError } from '../../../errors.js';

export const QEMU = 'qemu-system-x86_64';
const REMEDY = 'apt-get install --no-install-recommends qemu-system-x86 seabios';

/** Long enough to end in order, which QEMU does within milliseconds. */
const MERCY_MS = 5000;

export interface RunningQemu {
  /** The log, as it is written; ends with QEMU. */
  log: Readable;
  /** Asks QEMU to end, and insists after a while. */
  stop(): void;
  /** Whether somebody asked. */
  wasStopped(): boolean;
  /** Resolves when it has ended. @throws UsageError if it failed by itself */
  ended: Promise<void>;
  /** Removes the FIFO, and QEMU if it still runs. */
  cleanUp(): Promise<void>;
}

/** @throws UsageError that says how to install it */
export function requireQemu(program: string): void {
  const { error } = spawnSync(program, ['--version'], { stdio: 'ignore' });
  if (error === undefined) return;
  throw new UsageError(`cannot run ${program}, which trace record needs: ${REMEDY}`);
}

/** @param args the machine: see `machineArguments` */
export function startQemu(program: string, args: readonly string[]): RunningQemu {
  const folder = mkdtempSync(join(tmpdir(), 'kvm-mmu-bench-record-'));
  const fifo = join(folder, 'log');
  const log = openFifo(fifo);
  // What QEMU says goes to stderr, and so does a serial line on its stdout: our stdout is the result's.
  const child = spawn(program, [...args, '-d', 'int', '-D', fifo], { stdio: ['ignore', 2, 2] });
  let stopped = false;
  let killer: NodeJS.Timeout | undefined;
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const ended = whenEnded(child, program, () => stopped).finally(() => {
    clearTimeout(killer);
    releaseReader(fifo);
  });
  // Whoever waits gets the error; until then it must not end the process.
  ended.catch(() => {});
  const stop = () => {
    if (stopped) return;
    stopped = true;
    if (child.exitCode !== null) return;
    child.kill('SIGTERM');
    killer = setTimeout(() => child.kill('SIGKILL'), MERCY_MS);
  };
  return {
    log,
    stop,
    wasStopped: () => stopped,
    ended,
    async cleanUp() {
      log.destroy();
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
        stop();
        await exited;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Without waiting for a writer: QEMU may never get as far as opening its log. */
function openFifo(path: string): Socket {
  execFileSync('mkfifo', ['-m', '600', path]);
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return new Socket({ fd, readable: true, writable: false });
}

/** A reader gets its end of file only after somebody has written, or opened, the FIFO. */
function releaseReader(fifo: string): void {
  try {
    closeSync(openSync(fifo, constants.O_WRONLY | constants.O_NONBLOCK));
  } catch {
    // Nobody reads any more.
  }
}

function whenEnded(child: ChildProcess, program: string, wasStopped: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) =>
      reject(new UsageError(`cannot run ${program}: ${error.message}`, { cause: error })),
    );
    child.once('close', (code, signal) => {
      if (code === 0 || wasStopped()) return resolve();
      const how = signal === null ? `code ${code}` : `signal ${signal}`;
      reject(new UsageError(`${program} ended with ${how}; what it said stands above`));
    });
  });
}

interface Defaults {
  /** Any of these says that the user has decided. */
  unless: RegExp;
  add: readonly string[];
}

const DEFAULTS: readonly Defaults[] = [
  { unless: /^-accel$|\baccel=/, add: ['-accel', 'tcg'] },
  { unless: /^-(?:display|nographic|curses|vnc|spice)$/, add: ['-display', 'none'] },
  { unless: /^-(?:no-reboot|action)$/, add: ['-no-reboot'] },
];

const REFUSED: readonly { argument: RegExp; why: string }[] = [
  { argument: /^-[dD]$/, why: 'trace record gives it itself' },
  { argument: /^-daemonize$/, why: 'trace record has to see QEMU end' },
  {
    argument: /^-enable-kvm$|^kvm(?:,|$)|\baccel=kvm/,
    why: 'KVM does not log SMM transitions: record them with perf',
  },
];

/**
 * The user's arguments, with what a recording needs where they leave it open.
 *
 * @throws UsageError for arguments that cannot be recorded with
 */
export function machineArguments(args: readonly string[]): string[] {
  const plain = args.map((each) => each.replace(/^--(?=\w)/, '-'));
  for (const { argument, why } of REFUSED) {
    const found = plain.find((each) => argument.test(each));
    if (found === undefined) continue;
    throw new UsageError(`QEMU's argument ${excerpt(found)}: ${why}; leave it out`);
  }
  const added = DEFAULTS.filter(({ unless }) => !plain.some((each) => unless.test(each)));
  return [...args, ...added.flatMap(({ add }) => add)];
}
