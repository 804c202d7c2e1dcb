/** The counts that callgrind is known to give, one line of numbers by strategy and place. */

import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { NativeRegistry } from '../../src/host/native.js';
import type { GuestMode } from '../../src/host/native-subject.js';
import type { Simulation, SimulationPlan } from '../../src/perf/simulate.js';
import type { SimulatedCaches } from '../../src/perf/simulate-caches.js';

export const GOLDEN_FILE = new URL('simulated.golden.json', import.meta.url);

const goldenSchema = z.strictObject({
  /** Of the code that was counted, as it calls itself. */
  compiler: z.string(),
  valgrind: z.string(),
  /** Of the counts of a line. */
  columns: z.string(),
  /** `v5.17 unpaged`, then the strategy. */
  perCall: z.record(z.string(), z.record(z.string(), z.string())),
});

export type Golden = z.infer<typeof goldenSchema>;

export function readGolden(): Golden {
  return goldenSchema.parse(JSON.parse(readFileSync(GOLDEN_FILE, 'utf8')));
}

/** Not the host's: the counts have to be the same everywhere. */
export const GOLDEN_CACHES: SimulatedCaches = {
  instruction: { sizeBytes: 32 << 10, ways: 8, lineBytes: 64 },
  data: { sizeBytes: 32 << 10, ways: 8, lineBytes: 64 },
  last: { sizeBytes: 1 << 20, ways: 16, lineBytes: 64, level: 2 },
  notes: [],
};

const GUESTS: readonly GuestMode[] = ['unpaged', 'four-level'];

/** Its instructions are the C library's, not this compiler's. */
const LIBC = /-libc$/;
/** Valgrind cannot run it. */
const AVX512 = /-avx512$/;

/** Everything that has golden counts: of the stores alone, in hot blocks. */
export function goldenPlans({ layouts, strategies }: NativeRegistry): SimulationPlan[] {
  const counted = strategies.filter(
    ({ name, control }) => !control && !LIBC.test(name) && !AVX512.test(name),
  );
  return layouts.flatMap(({ name: layout }) =>
    GUESTS.flatMap((guest) =>
      counted.map(({ name: strategy }) => ({
        ...{ layout, guest, strategy },
        scope: 'writes' as const,
        state: 'hot',
      })),
    ),
  );
}

export const placeOf = ({ layout, guest }: SimulationPlan): string => `${layout} ${guest}`;

/** Numbers as the golden file has them; the reason where there are none. */
export function lineOf({ perCall, unavailable }: Simulation): string {
  return perCall === null ? `${unavailable}` : Object.values(perCall).join(' ');
}
