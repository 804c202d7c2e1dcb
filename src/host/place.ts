/** Where the process runs, as far as that hides something from it or may end it: found by looking. */

import { readdirSync } from 'node:fs';
import { totalmem } from 'node:os';

export interface Place {
  /** Kernel file systems that are not mounted, empty or closed to this user. */
  unreadable: string[];
  /** Of its cgroup; null where there is none. */
  memoryLimitBytes: number | null;
}

const KERNEL_FILES = ['/proc', '/sys'];

export function inspectPlace(): Place {
  return {
    unreadable: KERNEL_FILES.filter((path) => !hasEntries(path)),
    memoryLimitBytes: limitBelow(process.constrainedMemory(), totalmem()),
  };
}

/**
 * @param constrained as Node has it: 0 where it does not know, a huge number where nothing limits
 * @param total bytes of the machine's memory
 */
export function limitBelow(constrained: number, total: number): number | null {
  return constrained > 0 && constrained < total ? constrained : null;
}

function hasEntries(folder: string): boolean {
  try {
    return readdirSync(folder).length > 0;
  } catch {
    return false;
  }
}
