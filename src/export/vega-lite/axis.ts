/** How far the figure's axis goes: a strategy that loses much would squeeze all others. */

import { THREAD_SAVING_MICROSECONDS } from '../../explain/thread.js';
import { type AxisRange, roundRange } from '../../report/html/axis.js';
import type { Interval } from '../../stats/types.js';

/** Of the thread's saving, beside its line. */
const ROOM = 1.1;

/**
 * Up to the largest saving and the thread's, down to the largest loss, but no farther to the left
 * than to the right.
 *
 * @param savings µs per boot
 */
export function axisOf(savings: readonly Interval[]): AxisRange {
  const most = savings.reduce((end, { high }) => Math.max(end, high), 0);
  const least = savings.reduce((end, { low }) => Math.min(end, low), 0);
  const right = Math.max(THREAD_SAVING_MICROSECONDS * ROOM, most);
  return roundRange(Math.max(least, -right), right);
}
