/** Events per reset as text: beside their share, and what could not be counted with its reason. */

import { describe, expect, it } from 'vitest';
import { countersTables } from '../../src/report/counters-table.js';
import type { Result } from '../../src/report/result.js';
import { fixture } from './fixtures.js';

const OPTIONS = { columns: 80, colour: false };
const REASON = 'perf_event_open(cycles): No such file or directory: no PMU';

function withCounters(result: Result): Result {
  const perReset = { estimate: 22.4, low: 22.1, high: 22.7 };
  return {
    ...result,
    countingShare: 0.012,
    plan: {
      ...result.plan,
      counters: ['instructions'],
      uncounted: ['cycles', 'LLC-misses'].map((event) => ({
        event,
        reason: REASON.replace('cycles', event),
      })),
    },
    cells: result.cells.map((cell) => ({
      ...cell,
      counters: [
        { event: 'instructions', perReset, reason: null, countedShare: 0.5 },
        { event: 'cycles', perReset: null, reason: REASON, countedShare: 0 },
      ],
    })),
  };
}

describe('counters as text', () => {
  const result = fixture('one-strategy');

  it('is nothing where none were asked for', () => {
    expect(countersTables(result, OPTIONS)).toBe('');
  });

  it('has a table a cell, with the share of regions that were counted, and its cost in time', () => {
    const text = countersTables(withCounters(result), OPTIONS);
    expect(text).toMatch(/every sixteenth draw of placements: 1\.2 % of the/);
    expect(text).toMatch(/^events per reset +instructions$/m);
    expect(text).toMatch(/22\.4±0\.3 \(50\.0 %\)$/m);
  });

  it('names what could not be counted once, with its reason', () => {
    const text = countersTables(withCounters(result), OPTIONS);
    expect(text).toMatch(/^Not counted\n- cycles, LLC-misses: perf_event_open\(cycles\): /m);
    expect(text.split('\n').every((line) => line.length <= 80)).toBe(true);
  });
});
