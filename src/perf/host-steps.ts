/** A recording as steps: what is printed for a person to type is what --run does. */

import {
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runRecorder } from './host-recorder.js';
import { runTool, type Tool } from './tool.js';

export type Step =
  | { do: 'write' | 'append'; path: string; text: string }
  | { do: 'make' | 'remove'; path: string }
  | { do: 'wait'; seconds: number }
  /** A program that ends by itself after the time asked for, and in order when it is interrupted. */
  | { do: 'record'; tool: Tool; args: readonly string[]; keepsOutput: boolean }
  /** A program whose output is part of the recording. */
  | { do: 'report'; tool: Tool; args: readonly string[] }
  | { do: 'read'; path: string }
  /** All files of a folder whose names begin so, one per CPU. */
  | { do: 'read-each'; folder: string; begin: string };

export interface Steps {
  setUp: readonly Step[];
  record: readonly Step[];
  read: readonly Step[];
  /** Each of them is done whatever happened before. */
  tearDown: readonly Step[];
}

/**
 * Whether settings of the system differ meanwhile, and would stay so after a SIGKILL. What perf and
 * bpftrace attach is theirs alone and ends with them: there is nothing to take back.
 */
export function changesSystem({ tearDown }: Steps): boolean {
  return tearDown.length > 0;
}

/** As typed in a root shell, one step a line. */
export function shellLines({ setUp, record, read, tearDown }: Steps): string[] {
  return [...setUp, ...record, ...read, ...tearDown].map(shellLine);
}

function shellLine(step: Step): string {
  switch (step.do) {
    case 'write':
      return step.text === '' ? `echo > ${step.path}` : `echo ${quoted(step.text)} > ${step.path}`;
    case 'append':
      return `echo ${quoted(step.text)} >> ${step.path}`;
    case 'make':
      return `mkdir ${step.path}`;
    case 'remove':
      return `rmdir ${step.path}`;
    case 'wait':
      return `sleep ${step.seconds}`;
    case 'record':
      return commandLine(step);
    case 'report':
      return `${commandLine(step)} >> ${RECORDING}`;
    case 'read':
      return `cat ${step.path} >> ${RECORDING}`;
    case 'read-each':
      return `cat ${step.folder}/${step.begin}* >> ${RECORDING}`;
  }
}

/** What a person calls it who types the commands. */
const RECORDING = 'host-trace.txt';

function commandLine({ tool, args }: { tool: Tool; args: readonly string[] }): string {
  return [tool.command, ...args.map(quoted)].join(' ');
}

function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

export interface StepsDone {
  /** What was read, in order. */
  text: string;
  /** How long the recording itself ran. */
  seconds: number;
}

/**
 * @param signal ends the recording early; what was recorded until then is still read
 * @throws Error if a step fails, AbortError if the end came before there was anything to read, and
 *   RestoreError if what was set up could not be taken back
 */
export async function doSteps(steps: Steps, signal: AbortSignal): Promise<StepsDone> {
  const texts: string[] = [];
  let seconds = 0;
  // If the very first thing is there already it is somebody else's, and stays.
  let isOurs = steps.setUp.length === 0;
  try {
    for (const step of steps.setUp) {
      await doStep(step, signal);
      isOurs = true;
    }
    signal.throwIfAborted();
    const startMs = performance.now();
    for (const step of steps.record) texts.push(await doStep(step, signal));
    seconds = (performance.now() - startMs) / 1000;
    for (const step of steps.read) texts.push(await doStep(step, signal));
  } catch (error) {
    // A recorder that was stopped while it started has nothing to report.
    signal.throwIfAborted();
    throw error;
  } finally {
    if (isOurs) await takeBack(steps.tearDown);
  }
  return { text: texts.join(''), seconds };
}

/** The kernel is not as it was before. The message says what to type. */
export class RestoreError extends Error {}

async function takeBack(steps: readonly Step[]): Promise<void> {
  const left: string[] = [];
  for (const step of steps) {
    try {
      await doStep(step, new AbortController().signal);
    } catch (error) {
      // What the set-up did not get as far as making needs no removal.
      if (!isAbsent(error)) left.push(`${shellLine(step)} (${messageOf(error)})`);
    }
  }
  if (left.length === 0) return;
  throw new RestoreError(`cannot restore the kernel's settings, type as root: ${left.join('; ')}`);
}

/** @returns what the step read, else empty text */
async function doStep(step: Step, signal: AbortSignal): Promise<string> {
  switch (step.do) {
    case 'write':
      writeSetting(step.path, step.text, constants.O_TRUNC);
      return '';
    case 'append':
      writeSetting(step.path, step.text, constants.O_APPEND);
      return '';
    case 'make':
      mkdirSync(step.path);
      return '';
    case 'remove':
      rmdirSync(step.path);
      return '';
    case 'wait':
      await sleep(step.seconds * 1000, undefined, { signal }).catch(() => {});
      return '';
    case 'record': {
      const output = await runRecorder(step.tool, step.args, signal);
      return step.keepsOutput ? output : '';
    }
    case 'report':
      return await reportOf(step.tool, step.args);
    case 'read':
      return readFileSync(step.path, 'utf8');
    case 'read-each':
      return readEach(step.folder, step.begin);
  }
}

/** Never makes a file: a setting that the kernel does not have is an error. */
function writeSetting(path: string, text: string, how: number): void {
  const descriptor = openSync(path, constants.O_WRONLY | how);
  try {
    writeFileSync(descriptor, `${text}\n`);
  } finally {
    closeSync(descriptor);
  }
}

/** Also after an interrupt: it makes text of what was recorded before. */
async function reportOf(tool: Tool, args: readonly string[]): Promise<string> {
  const { signal } = new AbortController();
  const { code, stdout, stderr } = await runTool(tool, args, { signal });
  if (code === 0) return stdout;
  throw new Error(`${tool.command} ${args[0]} ended with code ${code}: ${stderr.trim()}`);
}

function readEach(folder: string, begin: string): string {
  return readdirSync(folder)
    .filter((name) => name.startsWith(begin))
    .map((name) => `# ${name}\n${readFileSync(join(folder, name), 'utf8')}`)
    .join('');
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
