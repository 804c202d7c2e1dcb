/** Events counted around timed regions, by the path that every kernel has: its own software events. */

import { describe, expect, it } from 'vitest';
import { addon } from './support/addon.js';
import { bankRequest, ignore } from './support/requests.js';

const events = addon.counterEvents();
const SOFTWARE = ['task-clock', 'context-switches', 'page-faults'];
const available = (name: string) =>
  events.some((each) => each.name === name && each.unavailable === null);

describe('counterEvents()', () => {
  it('has hardware and software events, each once', () => {
    expect(new Set(events.map(({ name }) => name)).size).toBe(events.length);
    expect(events.filter(({ software }) => software).map(({ name }) => name)).toEqual(SOFTWARE);
  });

  it('says of each that cannot be counted which call failed, why, and what to do', () => {
    for (const { name, unavailable } of events) {
      if (unavailable === null) continue;
      expect(unavailable).toMatch(new RegExp(`^perf_event_open\\(${name}\\): [^:]+: .+: .+`));
    }
  });
});

describe('a bank whose events are counted', () => {
  const columns = ['field-by-field', 'empty'];
  const request = (counters: string[]) => ({
    ...bankRequest({ columns, rounds: 192 }),
    counters,
  });

  it('has counts of every sixteenth draw, and its CPU time is that of its region', async ({
    skip,
  }) => {
    skip(!available('task-clock'), 'task-clock cannot be counted: see list counters');
    const { ticks, counters, rounds } = await addon.startBank(request(['task-clock']), ignore)
      .samples;
    const draws = rounds / 2;
    expect(counters.draws).toBe(Math.ceil(draws / 16));
    expect(counters.counts).toHaveLength(counters.draws * columns.length);
    const { tscHz } = addon.inspectHost();
    const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;
    const own = (all: ArrayLike<number>) =>
      Array.from(all).filter((_, index) => index % columns.length === 0);
    const regionNs = (median(own(ticks)) / tscHz) * 1e9;
    // The kernel's clock also runs while the counter is read.
    expect(median(own(counters.counts))).toBeGreaterThan(0.5 * regionNs);
    expect(counters.timeShare).toBeGreaterThan(0);
  });

  it('of nothing counts nothing and takes no time for it', async () => {
    const { counters } = await addon.startBank(request([]), ignore).samples;
    expect(counters).toMatchObject({ timeShare: 0 });
    expect(counters.counts).toHaveLength(0);
  });

  it('has no page faults in its regions: all memory is there', async ({ skip }) => {
    skip(!available('page-faults'), 'page-faults cannot be counted: see list counters');
    const { counters } = await addon.startBank(request(['page-faults']), ignore).samples;
    const counts = Array.from(counters.counts).sort((a, b) => a - b);
    expect(counts[counts.length >> 1]).toBe(0);
  });

  it('refuses events that there are not, by name', () => {
    expect(() => addon.startBank(request(['cylces']), ignore)).toThrow(
      /counters\[0\]: unknown name cylces/,
    );
  });
});
