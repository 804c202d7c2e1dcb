import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bpftraceCalls, bpftraceText } from '../../src/perf/host-formats/bpftrace.js';
import { hasLosses } from '../../src/perf/host-formats/calls.js';
import { functionCalls } from '../../src/perf/host-formats/function.js';
import { functionGraphCalls } from '../../src/perf/host-formats/function-graph.js';
import { functionProfileCalls } from '../../src/perf/host-formats/function-profile.js';
import { kprobeCalls } from '../../src/perf/host-formats/kprobe.js';

const fixture = (name: string) =>
  readFileSync(new URL(`../fixtures/perf-host/${name}`, import.meta.url), 'utf8');

const PARSERS = [functionGraphCalls, functionCalls, functionProfileCalls, kprobeCalls];

describe('the function_graph tracer', () => {
  it("has each call's time, also of a call whose two ends are lines of their own", () => {
    const { calls, ns, lost } = functionGraphCalls(fixture('function-graph.txt'));
    expect({ calls, lost }).toEqual({ calls: 6, lost: false });
    expect(ns?.timed).toBe(6);
    expect(ns?.mean).toBeCloseTo((412 + 118 + 12345 + 398 + 121 + 405) / 6, 6);
    expect(ns?.quantiles).toEqual({ least: 118, median: 398, ninetieth: 12345, most: 12345 });
  });

  it('counts a call that it has not seen the end of, without a time', () => {
    const text = ' x-1 [000] 1.000001: funcgraph_entry:   |  kvm_init_mmu() {\n';
    expect(functionGraphCalls(text)).toEqual({ calls: 1, ns: null, lost: false });
  });

  it('knows every mark of a long call', () => {
    for (const mark of ['+', '!', '#', '*', '@', '$', '']) {
      const text = ` x-1 [000] 1.1: funcgraph_entry:  ${mark} 21.500 us   |  kvm_init_mmu();`;
      expect(functionGraphCalls(text).ns?.mean, mark).toBe(21_500);
    }
  });

  it('does not take other functions for it', () => {
    const text = ' x-1 [000] 1.1: funcgraph_entry:  21.500 us   |  kvm_init_mmu_caches();';
    expect(functionGraphCalls(text).calls).toBe(0);
  });
});

it('the function tracer has the number of calls only', () => {
  expect(functionCalls(fixture('function.txt'))).toEqual({ calls: 3, ns: null, lost: false });
});

describe('the function profiler', () => {
  it('adds the CPUs up: 4 calls and 1.24 µs, 16 calls and 12345.67 µs', () => {
    const { calls, ns } = functionProfileCalls(fixture('function-profile.txt'));
    expect(calls).toBe(20);
    expect(ns?.mean).toBeCloseTo((1_240 + 12_345_670) / 20, 6);
    expect(ns?.quantiles).toBeNull();
  });

  it('has no times in a kernel without function_graph', () => {
    const text = '  Function   Hit\n  --------   ---\n  kvm_init_mmu      600\n';
    expect(functionProfileCalls(text)).toEqual({ calls: 600, ns: null, lost: false });
  });
});

describe('kprobes', () => {
  it('pair a begin and a return by their thread, over the end of a second', () => {
    const { calls, ns } = kprobeCalls(fixture('kprobe.txt'));
    expect(calls).toBe(3);
    expect(ns).toMatchObject({ timed: 2, mean: 800 });
    expect(ns?.quantiles).toMatchObject({ least: 650, most: 950 });
  });

  it('time every call to the nanosecond, however long the host is up', () => {
    const upNs = fc.bigInt({ min: 0n, max: 10n ** 18n });
    const durations = fc.array(fc.integer({ min: 0, max: 10 ** 6 }), { minLength: 1 });
    fc.assert(
      fc.property(upNs, durations, (start, all) => {
        const stamp = (ns: bigint) =>
          `${ns / 10n ** 9n}.${String(ns % 10n ** 9n).padStart(9, '0')}`;
        let now = start;
        const lines = all.flatMap((duration) => {
          const begin = now;
          now += BigInt(duration) + 1n;
          return [
            `CPU 0/KVM 7 [000] ${stamp(begin)}: kvm_mmu_bench:enter: (ff)`,
            `CPU 0/KVM 7 [000] ${stamp(begin + BigInt(duration))}: kvm_mmu_bench:return: (ff)`,
          ];
        });
        const { calls, ns } = kprobeCalls(lines.join('\n'));
        expect(calls).toBe(all.length);
        expect(ns?.mean).toBeCloseTo(all.reduce((sum, each) => sum + each, 0) / all.length, 6);
        expect(ns?.quantiles?.most).toBe(Math.max(...all));
      }),
    );
  });
});

describe('bpftrace', () => {
  it('has counts, an exact mean and a histogram without its empty buckets', () => {
    expect(bpftraceCalls(fixture('bpftrace.jsonl'))).toEqual({
      calls: 3,
      lost: false,
      ns: {
        timed: 3,
        mean: 2200 / 3,
        quantiles: null,
        histogram: [
          { low: 256, high: 511, calls: 2 },
          { low: 1024, high: 2047, calls: 1 },
        ],
      },
    });
  });

  it('prints no map that nothing was put into: no calls', () => {
    const output = '{"type": "attached_probes", "count": 5, "data": {"probes": 5}}\n';
    expect(bpftraceCalls(output)).toEqual({ calls: 0, ns: null, lost: false });
  });

  it('says when it has lost events', () => {
    const output = `${fixture('bpftrace.jsonl')}{"type": "lost_events", "data": {"events": 5}}\n`;
    expect(bpftraceCalls(output).lost).toBe(true);
  });

  it('that attached nothing has counted nothing: an error, not 0 calls', () => {
    expect(() => bpftraceCalls('')).toThrow('bpftrace attached no probes');
    expect(() => bpftraceCalls('ERROR: no such probe')).toThrow('attached no probes');
  });

  it("becomes lines as perf's, and comments", () => {
    const lines = bpftraceText(fixture('bpftrace.jsonl')).trimEnd().split('\n');
    expect(lines).toHaveLength(6);
    expect(lines.filter((line) => line.startsWith('# {"type"'))).toHaveLength(4);
    expect(lines[1]).toMatch(
      /^CPU 0\/KVM 4245 \[003\] .* kvm:kvm_smm_transition: vcpu 0: entering/,
    );
  });
});

describe('losses', () => {
  it.each([
    ['CPU:1 [LOST 5 EVENTS]', true],
    ['x 1 [000] 1.0: PERF_RECORD_LOST lost 7', true],
    ['# entries-in-buffer/entries-written: 4/4   #P:2', false],
    ['# entries-in-buffer/entries-written: 35200/35999   #P:2', true],
    ['', false],
  ])('%j: %s', (text, lost) => {
    expect(hasLosses(text)).toBe(lost);
  });

  it('are not taken for calls, nor is any other text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const parse of PARSERS) expect(parse(text)).toMatchObject({ calls: 0, ns: null });
      }),
    );
  });
});
