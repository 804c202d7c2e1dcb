/** One run is one run, whatever names its file has. */

import { UsageError } from '../errors.js';
import type { Result } from '../report/result.js';
import type { Side } from './types.js';

/** @throws UsageError if two files of a side hold the same run: it would pass for how runs differ */
export function refuseRepeatedRuns(side: Side): void {
  const [repeated] = repeatedRuns(side);
  if (repeated === undefined) return;
  throw new UsageError(
    `${repeated.source} holds the same run as ${repeated.first}: it counts once; leave one of them out`,
  );
}

/** Those that an earlier one is the same as. */
export function repeatedRuns(side: Side): { source: string; first: string }[] {
  const seen = new Map<string, string>();
  return side.flatMap(({ source, result }) => {
    const identity = identityOf(result);
    const first = seen.get(identity);
    if (first !== undefined) return [{ source, first }];
    seen.set(identity, source);
    return [];
  });
}

/** No two runs of a host begin in the same millisecond and last equally long. */
export function identityOf({
  host,
  date,
  command,
  plan,
  wallSeconds,
  cells,
  boots,
}: Result): string {
  const sizes = [cells.length, boots.length];
  return JSON.stringify([
    host.hostname,
    host.cpuModel,
    date,
    command,
    plan.seed,
    wallSeconds,
    sizes,
  ]);
}
