/** Which events are counted: what can be, nothing, or a list; the others are named with their reason. */

import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import type { CounterEvent } from '../../src/host/native-jobs.js';
import { pickCounters } from '../../src/plan/options.js';

const EVENTS: readonly CounterEvent[] = [
  { name: 'cycles', description: '', software: false, unavailable: 'no PMU' },
  { name: 'page-faults', description: '', software: true, unavailable: null },
  { name: 'task-clock', description: '', software: true, unavailable: null },
];

describe('--counters', () => {
  it('auto is every event that can be counted', () => {
    expect(pickCounters('auto', EVENTS)).toEqual({
      counters: ['page-faults', 'task-clock'],
      uncounted: [{ event: 'cycles', reason: 'no PMU' }],
    });
  });

  it('none is none, and nothing is missed', () => {
    expect(pickCounters('none', EVENTS)).toEqual({ counters: [], uncounted: [] });
  });

  it('a list is that list, and what cannot be counted of it is said', () => {
    expect(pickCounters('cycles,task-clock', EVENTS)).toEqual({
      counters: ['task-clock'],
      uncounted: [{ event: 'cycles', reason: 'no PMU' }],
    });
  });

  it('an unknown event is a mistake', () => {
    expect(() => pickCounters('cylces', EVENTS)).toThrow(UsageError);
    expect(() => pickCounters('cylces', EVENTS)).toThrow(/unknown counter "cylces": .*cycles/);
  });
});
