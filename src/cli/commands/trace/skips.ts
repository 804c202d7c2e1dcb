/** What a lenient reading left out, for people and for programs. */

import type { ReadReport } from '../../../workload/formats/read.js';

export interface Skips {
  skipped: number;
  skippedReasons: Record<string, number>;
}

export function countSkips({ skipped }: Pick<ReadReport, 'skipped'>): Skips {
  const counts = [...skipped].map(([reason, { records }]): [string, number] => [reason, records]);
  return {
    skipped: counts.reduce((sum, [, records]) => sum + records, 0),
    skippedReasons: Object.fromEntries(counts),
  };
}

/** One line a reason; one line that says so if nothing was skipped. */
export function describeSkips({ skipped }: Pick<ReadReport, 'skipped'>): string[] {
  if (skipped.size === 0) return ['skipped: nothing'];
  return [...skipped].map(
    ([reason, { records, firstLine }]) =>
      `skipped: ${reason} (${records}), first in line ${firstLine}`,
  );
}
