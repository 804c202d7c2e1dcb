/** Runs kvm-mmu-replay under gdb. */

import { spawnSync } from 'node:child_process';
import type { TestContext } from 'vitest';
import { replayProgram } from './disassembly.js';

/**
 * What gdb prints of these commands; skips the test where the system lets no debugger trace.
 *
 * @param options of kvm-mmu-replay
 */
export function debug(
  context: TestContext,
  commands: readonly string[],
  options: readonly string[],
): string {
  const script = commands.flatMap((command) => ['-ex', command]);
  const { stdout, stderr } = spawnSync(
    'gdb',
    ['-nx', '-batch', ...script, '--args', replayProgram, ...options],
    { encoding: 'utf8', env: { ...process.env, DEBUGINFOD_URLS: '' }, timeout: 25_000 },
  );
  context.skip(/ptrace|not permitted/i.test(stderr), 'the system lets no debugger trace');
  return stdout;
}
