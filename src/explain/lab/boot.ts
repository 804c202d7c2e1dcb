/** From the two kinds of calls to a boot. */

import type { Interval } from '../../stats/types.js';
import { scale } from '../estimate.js';
import { THREAD_CALLS, THREAD_FULL_RESETS } from '../thread.js';
import { type Combination, type Contrasts, plus, times } from './contrast.js';
import type { Players } from './trios.js';

/**
 * µs of the thread's boot: its full resets and its early returns, of arms that were measured as the
 * settings `full` and `early`.
 */
export function perBoot(
  found: Contrasts,
  quantity: (setting: string, players: Players) => Combination,
  players: Players,
): Interval {
  const boot = plus(
    times(quantity('full', players), THREAD_FULL_RESETS),
    times(quantity('early', players), THREAD_CALLS - THREAD_FULL_RESETS),
  );
  return scale(found.interval(boot), 1e-3);
}
