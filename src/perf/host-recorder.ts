/** Programs that record until they are interrupted, and write what they have then. */

import { type ChildProcess, spawn } from 'node:child_process';
import { excerpt } from '../errors.js';
import { collect, signalGroup, type Tool } from './tool.js';

/** Long enough to write out full buffers of all CPUs. */
const MERCY_MS = 20_000;
const LONGEST_COMPLAINT = 300;

/**
 * Resolves with its stdout, when it has ended by itself or because of the signal.
 *
 * @throws Error with what it said, if it failed by itself
 */
export async function runRecorder(
  tool: Tool,
  args: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  // A group of its own: the terminal's Ctrl-C reaches it through us, and once only.
  const child = spawn(tool.command, args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C' },
  });
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  let killer: NodeJS.Timeout | undefined;
  const stop = () => {
    signalGroup(child, 'SIGINT');
    killer = setTimeout(() => signalGroup(child, 'SIGKILL'), MERCY_MS);
  };
  // Whatever it has started and not waited for; its pipes would stay open too.
  child.once('exit', () => signalGroup(child, 'SIGKILL'));
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const code = await closed(child);
    if (code === 0 || signal.aborted) return stdout();
    const said = excerpt(stderr().trim(), LONGEST_COMPLAINT);
    throw new Error(`${tool.command} ended with code ${code}: ${said}`);
  } finally {
    clearTimeout(killer);
    signal.removeEventListener('abort', stop);
  }
}

function closed(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
}
