/** Counts from what perf stat -j prints, of every version that is known. */

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { PerfFormatError, parseStatOutput, plainEventName } from '../../src/perf/stat-output.js';

/** What could end a name, a line or a string too early. */
const oddity = fc.constantFrom('a', '{', '}', '"', ':', ',', '5', ' ', '\n', '\0');

function countsIn(fixture: string) {
  const path = new URL(`../fixtures/perf/${fixture}`, import.meta.url);
  return Object.fromEntries(parseStatOutput(readFileSync(path, 'utf8'), '6.1.187'));
}

const counted = (value: number, percentRunning = 100) => ({ value, percentRunning, reason: null });
const absent = (reason: string) => ({ value: null, percentRunning: null, reason });

describe('the counts of a run', () => {
  it('without a PMU are those of the kernel, and nothing is 0 that was not counted', () => {
    expect(countsIn('stat-6.1-no-pmu.txt')).toEqual({
      cycles: absent('<not supported>'),
      instructions: absent('<not supported>'),
      'branch-misses': absent('<not supported>'),
      'l1-dcache-load-misses': absent('<not supported>'),
      'task-clock': counted(48_423_324),
      'context-switches': counted(13),
      'page-faults': counted(162),
    });
  });

  it('on Intel say what was multiplexed, not counted, not supported', () => {
    expect(countsIn('stat-6.1-intel.txt')).toEqual({
      cycles: counted(45_678_912),
      instructions: counted(91_357_824),
      'resource_stalls.sb': counted(120_034),
      'ld_blocks.store_forward': counted(17, 66.67),
      'cycle_activity.stalls_l1d_miss': absent('<not counted>'),
      'l1-dcache-store-misses': absent('<not supported>'),
      'task-clock': counted(15_320_000),
    });
  });

  it('on AMD survive what a newer perf prints that is no JSON', () => {
    expect(countsIn('stat-6.8-amd.txt')).toEqual({
      cycles: counted(50_000_000),
      'de_dis_dispatch_token_stalls1.store_queue_rsrc_stall': counted(2400),
      'ls_bad_status2.stli_other': counted(7, 83.33),
      'branch-misses': counted(31),
      'llc-load-misses': absent('<not supported>'),
    });
  });

  it('on a hybrid CPU are those of the cores that it ran on', () => {
    expect(countsIn('stat-6.12-hybrid.txt')).toEqual({
      cycles: counted(45_000_000),
      'l1-dcache-load-misses': counted(8123, 99.5),
      'ld_blocks.store_forward': counted(9),
      'task-clock': counted(9_010_000),
    });
  });

  it('of intervals add up, also with decimal commas', () => {
    expect(countsIn('stat-6.1-interval.txt')).toEqual({ cycles: counted(1234, 50) });
  });

  it('of perf without a share or a unit are whole', () => {
    const line = '{"counter-value" : "5.000000", "event" : "cycles"}';
    expect(parseStatOutput(line, '6.1').get('cycles')).toEqual(counted(5));
  });

  it('are exactly what was printed, for any number, name and decoration', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9_.-]{0,20}$/);
    const decoration = fc.constantFrom(
      (event: string) => event,
      (event: string) => `${event}:u`,
      (event: string) => `cpu_core/${event.toUpperCase()}/u`,
      (event: string) => `cpu/${event}/`,
    );
    const value = fc.nat(2 ** 31 - 1).map((integer) => integer * 1000);
    fc.assert(
      fc.property(name, decoration, value, (event, decorated, number) => {
        expect(plainEventName(decorated(event))).toBe(event);
        const line = `{"counter-value" : "${number}.000000", "unit" : "", "event" : "${decorated(event)}", "event-runtime" : 1, "pcnt-running" : 100.00}`;
        const counts = parseStatOutput(`noise\n${line}\n`, '6.1');
        expect(Object.fromEntries(counts)).toEqual({ [event]: counted(number) });
      }),
    );
  });

  it('are none in text without objects', () => {
    fc.assert(
      fc.property(fc.string({ unit: oddity }), (text) => {
        fc.pre(!/^\s*\{/m.test(text));
        expect(parseStatOutput(text, '6.1').size).toBe(0);
      }),
    );
  });
});

describe('a format nobody knows', () => {
  it.each([
    ['{"event": "cycles", "count": 5}', 'has no event or no counter-value'],
    ['{"counter-value" : "5.000000", ', 'is no JSON'],
    ['{"counter-value" : "many", "event" : "cycles"}', 'has an unknown number or unit'],
    ['{"counter-value" : "5", "unit" : "Joules", "event" : "cycles"}', 'unknown number or unit'],
    ['{"counter-value" : "5", "pcnt-running" : "most", "event" : "x"}', 'unknown number or unit'],
  ])('is refused with the version of perf: %s', (line, why) => {
    const read = () => parseStatOutput(line, '7.3.1');
    expect(read).toThrow(PerfFormatError);
    expect(read).toThrow(UsageError);
    expect(read).toThrow('cannot read what perf 7.3.1 stat -j printed: ');
    expect(read).toThrow(why);
  });

  it('is told on one short line, however long and odd it is', () => {
    const odd = `{${'\u0007x'.repeat(500)}`;
    try {
      parseStatOutput(odd, '7.3.1');
      expect.unreachable();
    } catch (error) {
      expect(String(error)).not.toMatch(/\p{Cc}/u);
      expect(String(error).length).toBeLessThan(400);
    }
  });
});
