/** What perf, valgrind, llvm-mca and objdump print, and this project's own kvm-mmu-replay. */

import assert from 'node:assert/strict';
import { parseDisassembly } from '../../../src/perf/disassemble.js';
import { chooseEvents, type OfferedEvent } from '../../../src/perf/events.js';
import { parseListJson, parseListText } from '../../../src/perf/events-list.js';
import { foldStacks, serialiseStacks } from '../../../src/perf/folded-stacks.js';
import { parseKnownCpus } from '../../../src/perf/limit-cpu.js';
import { betweenRuns, unmodelled } from '../../../src/perf/limit-mca.js';
import { parseAnnotation } from '../../../src/perf/profile-annotate.js';
import { parseReport } from '../../../src/perf/profile-symbols.js';
import { countCalls } from '../../../src/perf/simulate-profile.js';
import { parseStatOutput } from '../../../src/perf/stat-output.js';
import { parseReplay } from '../../../src/perf/stat-per-call.js';
import { defineParser, type FuzzedParser } from '../parser.js';
import { checkCount, checkOneLine } from './checks.js';

const PERF = 'test/fixtures/perf';
const perf = (...names: string[]) => names.map((name) => `${PERF}/${name}`);
/** Between two files that are read together. */
const BETWEEN = '\n=====\n';

export const TOOLS: readonly FuzzedParser[] = [
  defineParser({
    name: 'perf-list-json',
    seeds: perf('list-6.12-amd.json', 'list-6.8-hybrid.json'),
    parse: (bytes) => parseListJson(bytes.toString()),
    check: (events) => checkOffered(events ?? []),
  }),
  defineParser({
    name: 'perf-list-text',
    seeds: perf('list-5.10-intel.txt', 'list-6.1-amd.txt', 'list-6.1-no-pmu.txt'),
    parse: (bytes) => parseListText(bytes.toString()),
    check: checkOffered,
  }),
  defineParser({
    name: 'perf-stat',
    seeds: perf(
      ...['stat-6.1-intel.txt', 'stat-6.1-interval.txt', 'stat-6.1-no-pmu.txt'],
      ...['stat-6.12-hybrid.txt', 'stat-6.8-amd.txt', 'stat-paranoid.txt'],
    ),
    parse: (bytes) => parseStatOutput(bytes.toString(), '6.1.187'),
    check: (counts) => {
      for (const { value, percentRunning, reason } of counts.values()) {
        if (reason === null) [value, percentRunning].forEach(checkCount);
        else assert.deepEqual([value, percentRunning], [null, null]);
      }
    },
  }),
  defineParser({
    name: 'perf-script-stacks',
    seeds: [],
    parse: (bytes) => foldStacks(bytes.toString()),
    check: ({ stacks, samples, weight, notUnderstood }) => {
      [samples, weight, notUnderstood.lines].forEach(checkCount);
      const lines = serialiseStacks(stacks).split('\n').slice(0, -1);
      assert.equal(lines.length, stacks.length, 'a line a stack');
      for (const [index, stack] of stacks.entries()) {
        const text = lines[index] ?? '';
        const end = text.lastIndexOf(' ');
        assert.deepEqual(text.slice(0, end).split(';'), stack.frames);
        assert.equal(Number(text.slice(end + 1)), stack.weight);
        checkCount(stack.weight);
      }
    },
  }),
  defineParser({
    name: 'perf-annotate',
    seeds: [],
    parse: (bytes) => parseAnnotation(bytes.toString()),
    check: (instructions) => {
      for (const { percent, address } of instructions) {
        checkCount(percent);
        assert.match(address, /^[0-9a-f]+$/);
      }
    },
  }),
  defineParser({
    name: 'perf-report',
    seeds: [],
    parse: (bytes) => parseReport(bytes.toString()),
    check: ({ symbols, lostSamples }) => {
      checkCount(lostSamples ?? 0);
      for (const { percent, samples } of symbols) [percent, samples].forEach(checkCount);
    },
  }),
  defineParser({
    name: 'callgrind-profile',
    seeds: [],
    parse: (bytes) => countCalls(bytes.toString(), 'bank_ticks<', 'reset<A,'),
    check: ({ calls, counts }) => {
      checkCount(calls);
      Object.values<number>({ ...counts }).forEach(checkCount);
    },
  }),
  defineParser({
    name: 'llvm-mca',
    seeds: [],
    parse: (bytes) => {
      const [few = '', many = ''] = bytes.toString().split(BETWEEN);
      return betweenRuns(few, many);
    },
    check: (limits) => {
      for (const limit of limits) Object.values<number>({ ...limit }).forEach(checkCount);
    },
  }),
  defineParser({
    name: 'llvm-mca-cpus',
    seeds: [],
    parse: (bytes) => parseKnownCpus(bytes.toString()),
    check: (names) => {
      for (const name of names) assert.match(name, /^\S+$/);
    },
  }),
  defineParser({
    name: 'disassembly',
    seeds: [],
    parse: (bytes) => {
      const { codeOf } = parseDisassembly(bytes.toString());
      const name = { strategy: 'init-flag', layout: 'v5.17', guest: 'unpaged' } as const;
      return codeOf({ ...name, scope: 'writes' });
    },
    check: (code) => {
      code.forEach(checkOneLine);
      unmodelled(code);
    },
    allowed: /^the executable has \d+ functions .*, expected one$/,
  }),
  defineParser({
    name: 'replay-report',
    seeds: [],
    parse: (bytes) => parseReplay(bytes.toString()),
    check: ({ resets, nsPerReset }) => [resets, nsPerReset].forEach(checkCount),
    allowed: /^kvm-mmu-replay printed ".*"$/,
  }),
];

function checkOffered(events: readonly OfferedEvent[]): void {
  const names = events.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length, 'each once');
  for (const { description } of events) {
    if (description !== null) checkOneLine(description);
  }
  for (const vendor of ['GenuineIntel', 'AuthenticAMD']) {
    for (const { event } of chooseEvents(events, vendor)) if (event !== null) checkOneLine(event);
  }
}
