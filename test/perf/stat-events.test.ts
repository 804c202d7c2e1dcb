/** What can be counted, how many at a time, and why not. */

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { groupsThatFit, unsupported } from '../../src/perf/stat-events.js';
import { failureReason, readParanoid, refuseOldPerf } from '../../src/perf/stat-run.js';

/** What could end a name, a line or a string too early. */
const oddity = fc.constantFrom('a', ':', '"', ' ', '\n', '\r', '\t', '\0');

function fixture(name: string): string {
  return readFileSync(new URL(`../fixtures/perf/${name}`, import.meta.url), 'utf8');
}

describe('groups of events', () => {
  it('are as large as the counters allow, whole and in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.string(), { maxLength: 20 }),
        fc.integer({ min: 1, max: 8 }),
        async (events, counters) => {
          const groups = await groupsThatFit(events, async ({ length }) => length <= counters);
          expect(groups.flat()).toEqual(events);
          const full = Math.floor(events.length / counters);
          expect(groups.filter(({ length }) => length === counters)).toHaveLength(full);
          expect(groups).toHaveLength(Math.ceil(events.length / counters));
        },
      ),
    );
  });

  it('leave an event alone that fits nowhere', async () => {
    const fits = async (group: readonly string[]) => !group.includes('odd');
    expect(await groupsThatFit(['a', 'odd', 'b', 'c'], fits)).toEqual([['a', 'b', 'c'], ['odd']]);
  });
});

describe('why an event is not counted', () => {
  it('is the missing PMU, or this PMU, where perf says not supported', () => {
    const count = { value: null, percentRunning: null, reason: '<not supported>' } as const;
    expect(unsupported(count, { countersUnavailable: 'no PMU' })).toBe('<not supported>: no PMU');
    expect(unsupported(count, { countersUnavailable: null })).toBe(
      "<not supported>: this CPU's PMU has no such event",
    );
  });

  it('is not that so short a command gave it no time', () => {
    const count = { value: null, percentRunning: null, reason: '<not counted>' } as const;
    expect(unsupported(count, { countersUnavailable: null })).toBeNull();
    expect(unsupported(undefined, { countersUnavailable: null })).toMatch(/no count/);
  });

  it('is the paranoid setting, with what to set', () => {
    expect(failureReason('cycles:u', fixture('stat-paranoid.txt'), 4)).toBe(
      'kernel.perf_event_paranoid is 4: user-mode counts need 2 or less ' +
        '(sysctl kernel.perf_event_paranoid=2), or perf with CAP_PERFMON ' +
        '(as root, or setcap cap_perfmon+ep on it)',
    );
  });

  it('is that perf does not know it', () => {
    const said = fixture('stat-6.1-unknown-event.txt');
    expect(failureReason('ld_blocks.store_forward:u', said, 2)).toBe(
      'unknown event: this perf does not take "ld_blocks.store_forward:u"',
    );
  });

  it('is else what perf said first, or that it said nothing', () => {
    expect(failureReason('x', 'Error:\nThe cycles event is not supported.\n', 2)).toBe(
      'perf stat failed: "The cycles event is not supported."',
    );
    expect(failureReason('x', '', null)).toBe('perf stat failed: it did not say why');
  });

  it('never takes more than a line', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ unit: oddity }), (event, stderr) => {
        expect(failureReason(event, stderr, null)).not.toMatch(/[\r\n]/);
      }),
    );
  });
});

describe('the kernel and perf', () => {
  it('tell the paranoid level where there is one', () => {
    expect(readParanoid()).toEqual(expect.any(Number));
    expect(readParanoid('/nonexistent')).toBeNull();
  });

  it('of a perf without stat -j the version that has it is named', () => {
    const said = fixture('stat-5.10-no-json.txt');
    expect(() => refuseOldPerf(said, '5.10.226')).toThrow(UsageError);
    expect(() => refuseOldPerf(said, '5.10.226')).toThrow(/^perf 5\.10\.226 has no stat -j .*6\.0/);
    expect(() => refuseOldPerf(fixture('stat-paranoid.txt'), '6.1')).not.toThrow();
  });
});
