/** Events per reset: paired with the function that does nothing, and null where they were not counted. */

import { describe, expect, it } from 'vitest';
import { estimateCounters } from '../../src/explain/counters.js';
import type { Counted } from '../../src/measure/types.js';

const DRAWS = 20;
const [COLUMN, CONTROL] = [0, 1];

/** @param own and others of one event, by draw */
function counted(own: (draw: number) => number, others: (draw: number) => number): Counted {
  const series = (of: (draw: number) => number) => Array.from({ length: DRAWS }, (_, i) => of(i));
  return { events: ['cycles'], perReset: [[series(own)], [series(others)]], timeShare: 0.01 };
}

describe('an event', () => {
  it('is counted net of the control, draw by draw: what both share drops out', () => {
    const drift = (draw: number) => 1000 * draw;
    const [found] = estimateCounters(
      counted((draw) => drift(draw) + 50 + (draw % 2), drift),
      COLUMN,
      CONTROL,
      [],
    );
    expect(found).toMatchObject({ event: 'cycles', reason: null, countedShare: 1 });
    expect(found?.perReset?.estimate).toBeCloseTo(50.5, 1);
    expect(found?.perReset?.low).toBeGreaterThanOrEqual(50);
    expect(found?.perReset?.high).toBeLessThanOrEqual(51);
  });

  it('that others took the counter from in some draws is of the rest, which is said', () => {
    const [found] = estimateCounters(
      counted(
        (draw) => (draw % 4 === 0 ? Number.NaN : 7),
        () => 2,
      ),
      COLUMN,
      CONTROL,
      [],
    );
    expect(found).toMatchObject({ perReset: { estimate: 5 }, countedShare: 0.75 });
  });

  it('that was hardly ever counted is null, never 0, with the reason', () => {
    const [found] = estimateCounters(
      counted(
        (draw) => (draw < 2 ? 7 : Number.NaN),
        () => 2,
      ),
      COLUMN,
      CONTROL,
      [],
    );
    expect(found?.perReset).toBeNull();
    expect(found?.reason).toMatch(/^counted in 2 of 20 draws only: others use the counters/);
  });

  it('that cannot be counted here is null beside its reason', () => {
    const uncounted = [{ event: 'cycles', reason: 'no PMU' }];
    const nothing: Counted = { events: [], perReset: [[], []], timeShare: 0 };
    expect(estimateCounters(nothing, COLUMN, CONTROL, uncounted)).toEqual([
      { event: 'cycles', perReset: null, reason: 'no PMU', countedShare: 0 },
    ]);
  });
});
