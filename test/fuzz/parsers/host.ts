/** What the tracers of a real host print about kvm_init_mmu and the SMM transitions. */

import assert from 'node:assert/strict';
import { bpftraceCalls, bpftraceText } from '../../../src/perf/host-formats/bpftrace.js';
import type { RecordedCalls } from '../../../src/perf/host-formats/calls.js';
import { functionCalls } from '../../../src/perf/host-formats/function.js';
import { functionGraphCalls } from '../../../src/perf/host-formats/function-graph.js';
import { functionProfileCalls } from '../../../src/perf/host-formats/function-profile.js';
import { kprobeCalls } from '../../../src/perf/host-formats/kprobe.js';
import { countTransitions } from '../../../src/perf/host-import.js';
import { defineParser, type FuzzedParser } from '../parser.js';
import { checkCount } from './checks.js';

export const HOST: readonly FuzzedParser[] = [
  calls('host-function-graph', 'function-graph.txt', functionGraphCalls),
  calls('host-function', 'function.txt', functionCalls),
  calls('host-function-profile', 'function-profile.txt', functionProfileCalls),
  calls('host-kprobe', 'kprobe.txt', kprobeCalls),
  calls('host-bpftrace', 'bpftrace.jsonl', (text) => {
    bpftraceText(text);
    return bpftraceCalls(text);
  }),
  defineParser({
    name: 'host-transitions',
    seeds: ['test/fixtures/traces/perf-script.txt', 'test/fixtures/traces/trace-cmd.txt'],
    parse: (bytes) => countTransitions(bytes.toString()),
    check: ({ entries, rsms }) => [entries, rsms].forEach(checkCount),
  }),
];

function calls(name: string, fixture: string, parse: (text: string) => RecordedCalls) {
  return defineParser({
    name,
    seeds: [`test/fixtures/perf-host/${fixture}`],
    parse: (bytes) => parse(bytes.toString()),
    check: checkCalls,
  });
}

function checkCalls({ calls, ns }: RecordedCalls): void {
  checkCount(calls);
  if (ns === null) return;
  [ns.timed, ns.mean].forEach(checkCount);
  assert.ok(ns.timed > 0, 'a mean of nothing');
  if (ns.quantiles !== null) {
    const { least, median, ninetieth, most } = ns.quantiles;
    [least, median, ninetieth, most].forEach(checkCount);
    const inOrder = least <= median && median <= ninetieth && ninetieth <= most;
    assert.ok(inOrder, 'quantiles out of order');
  }
  for (const { low, high, calls: some } of ns.histogram ?? []) {
    checkCount(some);
    assert.ok(low === null || high === null || low <= high, 'a bucket that ends before it begins');
  }
}
