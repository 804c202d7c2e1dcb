/** Where the bars of a waterfall begin and end. */

import type { LedgerKind } from '../../../explain/explanation.js';
import type { Interval } from '../../../stats/types.js';

/** A line of a ledger in one unit. */
export interface Term {
  kind: LedgerKind;
  value: Interval;
}

/** A bar, and the interval around its end. */
export interface Step {
  from: number;
  to: number;
  low: number;
  high: number;
}

/**
 * Parts stand on those before them; sum and whole on zero; the rest goes from the sum to the whole.
 * Each estimate is the middle of its own samples, so the last part ends near the sum, not on it.
 */
export function waterfall(terms: readonly Term[]): Step[] {
  let reached = 0;
  const sum = terms.find(({ kind }) => kind === 'sum');
  return terms.map(({ kind, value }) => {
    if (kind === 'part') {
      const step = stepFrom(reached, value);
      reached = step.to;
      return step;
    }
    return stepFrom(kind === 'rest' ? (sum?.value.estimate ?? reached) : 0, value);
  });
}

function stepFrom(from: number, { estimate, low, high }: Interval): Step {
  return { from, to: from + estimate, low: from + low, high: from + high };
}
