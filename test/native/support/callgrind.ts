/** Instructions of the code under test, counted by valgrind's callgrind: the same on every machine. */

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { replayProgram } from './disassembly.js';

export interface Counted {
  calls: number;
  /** Of all these calls, with what they call. */
  instructions: number;
}

const run = promisify(execFile);

/**
 * Calls of one function by another in a run of kvm-mmu-replay.
 *
 * @param caller part of the demangled name of the calling function
 * @param callee part of the called one's
 */
export async function countCalls(
  options: readonly string[],
  caller: string,
  callee: string,
): Promise<Counted> {
  const folder = mkdtempSync(join(tmpdir(), 'kvm-mmu-callgrind-'));
  try {
    const file = join(folder, 'profile');
    const names = ['--compress-strings=no', '--compress-pos=no', `--callgrind-out-file=${file}`];
    const command = ['--tool=callgrind', '--quiet', ...names, replayProgram, ...options];
    await run('valgrind', command, { timeout: 25_000 });
    return callsIn(readFileSync(file, 'utf8'), caller, callee);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A profile names the function, then the one it calls, how often, and on the next line the cost. */
function callsIn(profile: string, caller: string, callee: string): Counted {
  const counted = { calls: 0, instructions: 0 };
  const lines = profile.split('\n');
  let isCaller = false;
  let isCallee = false;
  for (const [index, line] of lines.entries()) {
    const [, key, value = ''] = /^(fn|cfn|calls)=(.*)$/.exec(line) ?? [];
    if (key === 'fn') isCaller = value.includes(caller);
    if (key === 'cfn') isCallee = value.includes(callee);
    if (key !== 'calls' || !isCaller || !isCallee) continue;
    counted.calls += Number.parseInt(value, 10);
    counted.instructions += Number(lines[index + 1]?.split(' ')[1]);
  }
  return counted;
}
