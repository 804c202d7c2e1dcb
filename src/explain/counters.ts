/** Events per reset, with intervals, as times have them. */

import type { Counted } from '../measure/types.js';
import type { Uncounted } from '../plan/types.js';
import { seriesInterval } from '../stats/paired.js';
import { LEAST_ROUNDS } from '../stats/rounds.js';
import type { CounterEstimate } from './types.js';

/** Fewer differences give no interval worth the name. */
const LEAST_DRAWS = LEAST_ROUNDS / 2;

/**
 * One column's counts net of the control's, draw by draw.
 *
 * @param uncounted events that were asked for in vain: absent is null with its reason, never 0
 */
export function estimateCounters(
  counted: Counted,
  column: number,
  control: number,
  uncounted: readonly Uncounted[],
): CounterEstimate[] {
  const found = counted.events.map((event, index): CounterEstimate => {
    const own = counted.perReset[column]?.[index] ?? [];
    const others = counted.perReset[control]?.[index] ?? [];
    const net = own.map((count, draw) => count - (others[draw] ?? Number.NaN));
    const known = net.filter((count) => !Number.isNaN(count));
    const countedShare = net.length === 0 ? 0 : known.length / net.length;
    if (known.length < LEAST_DRAWS) {
      return { event, perReset: null, reason: tooFew(net.length, known.length), countedShare };
    }
    const { estimate, low, high } = seriesInterval(known);
    return { event, perReset: { estimate, low, high }, reason: null, countedShare };
  });
  return [
    ...found,
    ...uncounted.map(({ event, reason }) => ({ event, perReset: null, reason, countedShare: 0 })),
  ];
}

function tooFew(asked: number, known: number): string {
  return known < asked
    ? `counted in ${known} of ${asked} draws only: others use the counters as well`
    : `counted in ${asked} draws only: too few rounds`;
}
