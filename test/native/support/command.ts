/** Runs kvm-mmu-replay. */

import { spawnSync } from 'node:child_process';
import { replayProgram } from './disassembly.js';

export interface Ended {
  /** Exit code, or the signal that killed it. */
  end: number | string | null;
  stdout: string;
  stderr: string;
}

/** @param before a program that runs it, such as valgrind, with its options */
export function replay(options: readonly string[], before: readonly string[] = []): Ended {
  const [program = replayProgram, ...args] = [...before, replayProgram, ...options];
  const { status, signal, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    timeout: 25_000,
  });
  return { end: signal ?? status, stdout, stderr };
}
