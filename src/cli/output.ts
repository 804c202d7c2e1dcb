/** Where a command's words go: the result to stdout, everything else to stderr, the outcome to the exit code. */

import { inspect } from 'node:util';
import { UsageError } from '../errors.js';
import { printable } from '../report/text.js';

export const EXIT_DONE = 0;
/** The answer is "regressed" or "failed", or an error that is not the user's. */
export const EXIT_FAILED = 1;
export const EXIT_USAGE = 2;
export const EXIT_INTERRUPTED = 130;

export type ExitCode = 0 | 1 | 2 | 130;

const PROGRAM = 'kvm-mmu-bench';
const DEBUG_VARIABLE = 'KVM_MMU_BENCH_DEBUG';

type Environment = Record<string, string | undefined>;

/** With --json this is all that stdout gets. */
export function printJson(document: unknown, stream: NodeJS.WritableStream = process.stdout): void {
  stream.write(`${JSON.stringify(document, null, 2)}\n`);
}

export function printText(text: string, stream: NodeJS.WritableStream = process.stdout): void {
  stream.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** News for the person, which must not end up in a pipe that reads the result. */
export function printMessage(text: string, stream: NodeJS.WritableStream = process.stderr): void {
  stream.write(`${PROGRAM}: ${printable(text.trim())}\n`);
}

/** https://no-color.org: set and not empty means no. */
export function wantsColour(
  stream: { isTTY?: boolean },
  environment: Environment = process.env,
): boolean {
  const { NO_COLOR, TERM } = environment;
  return stream.isTTY === true && (NO_COLOR ?? '') === '' && TERM !== 'dumb';
}

export function exitCodeOf(error: unknown): ExitCode {
  if (isInterruption(error)) return EXIT_INTERRUPTED;
  return error instanceof UsageError ? EXIT_USAGE : EXIT_FAILED;
}

/** One line; the stack only for those who ask for it. */
export function reportError(
  error: unknown,
  stream: NodeJS.WritableStream = process.stderr,
  environment: Environment = process.env,
): void {
  printMessage(isInterruption(error) ? 'interrupted' : messageOf(error), stream);
  if (environment[DEBUG_VARIABLE] === '1') stream.write(`${inspect(error)}\n`);
}

/**
 * What each command's action is wrapped in. An action returns its exit code, nothing for 0.
 * Sets process.exitCode instead of exiting, so that a pipe still gets everything written.
 */
export function runCommand<Arguments extends unknown[]>(
  action: (...args: Arguments) => Promise<ExitCode | undefined> | ExitCode | undefined,
): (...args: Arguments) => Promise<void> {
  return async (...args) => {
    surviveClosedPipe(process.stdout);
    surviveClosedPipe(process.stderr);
    try {
      const code = (await action(...args)) ?? EXIT_DONE;
      // A write that failed meanwhile has set its own code.
      if (code !== EXIT_DONE) process.exitCode = code;
    } catch (error) {
      reportError(error);
      process.exitCode = exitCodeOf(error);
    }
  };
}

const guarded = new WeakSet<NodeJS.WritableStream>();

/**
 * `| head` closes the pipe early, and a terminal can be closed; the run goes on, because its result
 * file is still to be written.
 */
function surviveClosedPipe(stream: NodeJS.WriteStream): void {
  if (guarded.has(stream)) return;
  guarded.add(stream);
  stream.on('error', (error: NodeJS.ErrnoException) => {
    const isGone = error.code === 'EPIPE' || (error.code === 'EIO' && stream.isTTY);
    if (isGone || stream === process.stderr) return;
    reportError(error);
    process.exitCode = EXIT_FAILED;
  });
}

/** AbortSignal.throwIfAborted() throws the signal's reason, by default this. */
function isInterruption(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.trim() === '' ? 'unknown error' : message;
}

/** What was typed, for the record, without the paths of the interpreter. */
export function commandLine(
  program: string = PROGRAM,
  args: readonly string[] = process.argv.slice(2),
): string {
  return [program, ...args].join(' ');
}
