/** Programs of others that the perf commands run: found, run, and never left behind. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { UsageError } from '../errors.js';

export interface Tool {
  command: string;
  /** Debian's. */
  package: string;
}

export const PERF: Tool = { command: 'perf', package: 'linux-perf' };
export const VALGRIND: Tool = { command: 'valgrind', package: 'valgrind' };
export const OBJDUMP: Tool = { command: 'objdump', package: 'binutils' };
export const LLVM_MCA: Tool = { command: 'llvm-mca', package: 'llvm' };
export const TRACE_CMD: Tool = { command: 'trace-cmd', package: 'trace-cmd' };
export const BPFTRACE: Tool = { command: 'bpftrace', package: 'bpftrace' };

export interface ToolOutput {
  /** Null if a signal ended it. */
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface ToolOptions {
  /** Aborting ends the tool and all that it has started. */
  signal: AbortSignal;
  cwd?: string;
  env?: Record<string, string>;
}

/** What `--version` says; null where the tool does not run. */
export function toolVersion({ command }: Tool): string | null {
  const { error, stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' });
  return error === undefined ? stdout.trim() : null;
}

/**
 * @param purpose what needs it, for the message
 * @throws UsageError that says how to install it
 */
export function requireTool(tool: Tool, purpose: string): string {
  const version = toolVersion(tool);
  if (version !== null) return version;
  throw new UsageError(
    `cannot run ${tool.command}, which ${purpose} needs: apt-get install ${tool.package}`,
  );
}

/** Long enough to end in order. */
const MERCY_MS = 2000;

/**
 * Resolves whatever its exit code is.
 *
 * @throws AbortError after an abort, once nothing of the tool runs any more
 * @throws UsageError if it cannot be started
 */
export async function runTool(
  tool: Tool,
  args: readonly string[],
  { signal, cwd, env }: ToolOptions,
): Promise<ToolOutput> {
  signal.throwIfAborted();
  // A group of its own, so that what the tool has started ends with it.
  const child = spawn(tool.command, args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C', ...env },
    ...(cwd === undefined ? {} : { cwd }),
  });
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  let killer: NodeJS.Timeout | undefined;
  const stop = () => {
    signalGroup(child, 'SIGTERM');
    killer = setTimeout(() => signalGroup(child, 'SIGKILL'), MERCY_MS);
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    const code = await closed(child, tool);
    signal.throwIfAborted();
    return { code, stdout: stdout(), stderr: stderr() };
  } finally {
    clearTimeout(killer);
    signal.removeEventListener('abort', stop);
  }
}

export function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('utf8');
}

export function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}

function closed(child: ChildProcess, { command, package: name }: Tool): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) =>
      reject(
        new UsageError(`cannot run ${command}: ${error.message}: apt-get install ${name}`, {
          cause: error,
        }),
      ),
    );
    child.once('close', resolve);
  });
}
