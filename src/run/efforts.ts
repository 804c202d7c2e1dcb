/** How much time an explanation takes, and how far the guest's footprint goes in it. */

import type { Effort } from '../explain/lab/lab.js';

const KIB = 1024;
const MIB = 1024 * KIB;

export const SWEEP_BYTES = { least: KIB, most: 64 * MIB };

/** Nothing, then powers of two. */
export function footprints(least: number, most: number, factor = 2): number[] {
  const sizes: number[] = [];
  const first = 2 ** Math.ceil(Math.log2(Math.max(SWEEP_BYTES.least, least)));
  for (let bytes = first; bytes <= most; bytes *= factor) {
    sizes.push(bytes);
  }
  return least === 0 ? [0, ...sizes] : sizes;
}

/** For `explain`, full and quick, and for the end of the main job. */
export const EFFORTS = {
  full: { leastRounds: 60, secondsPerJob: 3, footprints: footprints(0, SWEEP_BYTES.most) },
  quick: { leastRounds: 24, secondsPerJob: 0.5, footprints: footprints(0, 16 * MIB, 4) },
  short: { leastRounds: 24, secondsPerJob: 0.3, footprints: [] },
  shortest: { leastRounds: 24, secondsPerJob: 0.05, footprints: [] },
} satisfies Record<string, Effort>;
