/** Files that are being written, under names of their own until they are whole. */

import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';

/** Processes of other machines write into a shared folder too, and their numbers mean nothing here. */
function hostTag(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
}

/** In the same folder, since a rename cannot cross file systems. */
export function temporaryBeside(target: string): string {
  const unique = `${hostTag()}-${process.pid}-${randomBytes(4).toString('hex')}`;
  return join(dirname(target), `.kvm-mmu-bench-${unique}.tmp`);
}

const TEMPORARY = /^\.kvm-mmu-bench-([0-9a-f]{8})-(\d+)-[0-9a-f]{8}\.tmp$/;

/** Removes what processes of this machine left that were killed while they wrote. */
export function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    const [, tag, pid] = TEMPORARY.exec(name) ?? [];
    if (tag === hostTag() && !isRunning(Number(pid))) rmSync(join(folder, name), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process is one too.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
