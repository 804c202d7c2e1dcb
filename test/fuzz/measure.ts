/** One case: how it ended, and whether it kept to its time and its memory. */

import { closeSync, openSync, writeSync } from 'node:fs';
import { Finding, type FuzzedParser, type Outcome } from './parser.js';

/** Of the processor, so that a busy machine does not count. */
const MOST_SECONDS = 1;
/** Above the case's own size. */
const MOST_MIB = 200;
const MIB = 1024 * 1024;

/** Null where other tests share the process: their garbage would be counted. */
export type MemoryWatch = {
  /** Resident set without the garbage of former cases, as last seen. */
  floorMib: number;
  /** Frees that garbage. */
  collect(): Promise<void>;
} | null;

/** @throws Finding */
export async function runMeasured(
  parser: FuzzedParser,
  bytes: Buffer,
  memory: MemoryWatch,
): Promise<Outcome> {
  const { outcome, excess } = await once(parser, bytes, memory);
  if (excess === null) return outcome;
  // Compiling, and garbage of other cases, do not come again.
  if (memory !== null) {
    await memory.collect();
    memory.floorMib = residentMib();
  }
  const again = await once(parser, bytes, memory);
  if (again.excess !== null) throw new Finding(again.excess);
  return again.outcome;
}

async function once(parser: FuzzedParser, bytes: Buffer, memory: MemoryWatch) {
  if (memory !== null) forgetPeak();
  const start = process.cpuUsage();
  const outcome = await parser.run(bytes);
  const { user, system } = process.cpuUsage(start);
  const seconds = (user + system) / 1e6;
  const mib = memory === null ? 0 : peakMib() - memory.floorMib - bytes.length / MIB;
  return { outcome, excess: excessOf(seconds, mib, bytes.length) };
}

export function residentMib(): number {
  return process.memoryUsage.rss() / MIB;
}

function peakMib(): number {
  return process.resourceUsage().maxRSS / 1024;
}

function excessOf(seconds: number, mib: number, bytes: number): string | null {
  if (seconds > MOST_SECONDS) return `takes ${seconds.toFixed(1)} s for ${bytes} bytes`;
  if (mib > MOST_MIB) return `takes ${Math.round(mib)} MiB above its ${bytes} bytes`;
  return null;
}

const CLEAR_REFS = '/proc/self/clear_refs';
/** The peak of the resident set, proc(5). */
const PEAK = '5';

/** Where the kernel does not let it be forgotten, a rise above an earlier peak is seen all the same. */
function forgetPeak(): void {
  try {
    const file = openSync(CLEAR_REFS, 'w');
    writeSync(file, PEAK);
    closeSync(file);
  } catch {
    return;
  }
}
