/** Runs `perf stat -j`, and says why where it cannot count. */

import { readFileSync } from 'node:fs';
import { excerpt, UsageError } from '../errors.js';
import type { OfferedEvent } from './events.js';
import { parseListJson, parseListText } from './events-list.js';
import { type Count, parseStatOutput } from './stat-output.js';
import { PERF, requireTool, runTool, type ToolOutput } from './tool.js';

export interface Perf {
  /** E.g. 6.1.187. */
  version: string;
  signal: AbortSignal;
}

/** @throws UsageError with the package, where perf is missing or is a wrapper around nothing */
export function requirePerf(signal: AbortSignal): Perf {
  const said = requireTool(PERF, 'kvm-mmu-bench perf stat');
  const [, version] = /^perf version (\S+)/.exec(said) ?? [];
  if (version !== undefined) return { version, signal };
  // Ubuntu's /usr/bin/perf looks for a perf of the running kernel and prints advice without it.
  throw new UsageError(
    `perf --version says ${excerpt(said)}, no version: install the perf of the running kernel, ` +
      `apt-get install ${PERF.package} (Ubuntu: linux-tools-$(uname -r))`,
  );
}

/** What this perf knows about this CPU. */
export async function listEvents({ signal }: Perf): Promise<OfferedEvent[]> {
  const json = await runTool(PERF, ['list', '-j'], { signal });
  const events = json.code === 0 ? parseListJson(json.stdout) : null;
  if (events !== null) return events;
  const text = await runTool(PERF, ['list'], { signal });
  return parseListText(text.stdout);
}

export interface StatRun {
  /** By plain name (`plainEventName`). */
  counts: Map<string, Count>;
  /** Of the command. */
  stdout: string;
}

/** Counts while a command runs; the tool's output where perf or the command failed. */
export async function runStat(
  perf: Perf,
  events: readonly string[],
  command: readonly string[],
): Promise<StatRun | { failed: ToolOutput }> {
  const args = ['stat', '-j', '-e', events.join(','), '--', ...command];
  const output = await runTool(PERF, args, { signal: perf.signal });
  if (output.code !== 0) {
    refuseOldPerf(output.stderr, perf.version);
    return { failed: output };
  }
  return { counts: parseStatOutput(output.stderr, perf.version), stdout: output.stdout };
}

/** @throws UsageError if this perf has no JSON output */
export function refuseOldPerf(stderr: string, version: string): void {
  if (!/unknown switch [`']j'/.test(stderr)) return;
  throw new UsageError(
    `perf ${version} has no stat -j (JSON output): perf 6.0 or later is needed, ` +
      `apt-get install ${PERF.package} of Debian 12 or later, or of its backports`,
  );
}

const FORBIDDEN =
  /perf_event_paranoid|Access to performance monitoring|Permission denied|not permitted|error 13\b/i;
const UNKNOWN = /event syntax error|unknown event|unable to find event|bad event/i;

/**
 * Why perf could not count an event, in one line.
 *
 * @param paranoid kernel.perf_event_paranoid, null where it is unknown
 */
export function failureReason(event: string, stderr: string, paranoid: number | null): string {
  if (FORBIDDEN.test(stderr)) {
    const found = paranoid === null ? 'forbidden' : `kernel.perf_event_paranoid is ${paranoid}`;
    return (
      `${found}: user-mode counts need 2 or less (sysctl kernel.perf_event_paranoid=2), ` +
      'or perf with CAP_PERFMON (as root, or setcap cap_perfmon+ep on it)'
    );
  }
  if (UNKNOWN.test(stderr)) return `unknown event: this perf does not take ${excerpt(event)}`;
  const lines = stderr.split('\n').map((line) => line.trim());
  const telling = lines.find((line) => line !== '' && line !== 'Error:');
  return `perf stat failed: ${telling === undefined ? 'it did not say why' : excerpt(telling, 120)}`;
}

/** Null where there is no such file. */
export function readParanoid(path = '/proc/sys/kernel/perf_event_paranoid'): number | null {
  try {
    const level = Number.parseInt(readFileSync(path, 'utf8'), 10);
    return Number.isNaN(level) ? null : level;
  } catch {
    return null;
  }
}
