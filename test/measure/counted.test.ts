/** Counts come by draw, column and event, and add up over jobs. */

import { describe, expect, it } from 'vitest';
import { appendCounted, countedOf } from '../../src/measure/counted.js';

const EVENTS = ['cycles', 'page-faults'];

function job(counts: readonly number[], draws: number, timeShare = 0.01) {
  const counters = { counts: Float64Array.from(counts), draws, timeShare };
  return countedOf({ counters, resetsPerRegion: 10 }, EVENTS, 2);
}

describe('counts of a job', () => {
  it('are per reset, by column, event and draw', () => {
    // Two draws of two columns of two events.
    expect(job([10, 20, 30, 40, 50, 60, 70, 80], 2).perReset).toEqual([
      [
        [1, 5],
        [2, 6],
      ],
      [
        [3, 7],
        [4, 8],
      ],
    ]);
  });

  it('that were not counted stay unknown', () => {
    expect(job([Number.NaN, 20, 30, 40], 1).perReset[0]?.[0]).toEqual([Number.NaN]);
  });

  it('of several jobs follow each other, and share their time by their length', () => {
    const before = { counted: job([10, 20, 30, 40], 1, 0.01), wallNs: 100 };
    const next = { counted: job([50, 60, 70, 80], 1, 0.04), wallNs: 200 };
    const both = appendCounted(before, next);
    expect(both?.perReset[1]).toEqual([
      [3, 7],
      [4, 8],
    ]);
    expect(both?.timeShare).toBeCloseTo(0.03);
  });
});
