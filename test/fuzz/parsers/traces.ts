/** Trace files of every format, plain and packed, from the bytes to the workload. */

import assert from 'node:assert/strict';
import { detectFormat } from '../../../src/workload/formats/detect.js';
import type { RecordedEvent } from '../../../src/workload/formats/event.js';
import { jsonl, recordWriter } from '../../../src/workload/formats/jsonl.js';
import type { ReadOptions } from '../../../src/workload/formats/read.js';
import { loadTrace } from '../../../src/workload/load-trace.js';
import { impossibleState } from '../../../src/workload/registers.js';
import { DEFAULT_RULES, findRules } from '../../../src/workload/rules.js';
import type { Transition } from '../../../src/workload/types.js';
import { essence, type ReadBack, readChunks } from '../../workload/trace-reading.js';
import { defineParser, type FuzzedParser, refusal } from '../parser.js';
import { withFile } from './scratch.js';

const FIXTURES = 'test/fixtures/traces';

export const TRACES: readonly FuzzedParser[] = [
  trace('trace-jsonl', ['seabios-two-smis.jsonl', 'broken-line.jsonl', 'ends-in-smm.jsonl']),
  trace('trace-qemu-log', ['qemu-no-disk.log', 'qemu-interrupts.log', 'qemu-cut.log']),
  trace('trace-perf-script', ['perf-script.txt']),
  trace('trace-trace-cmd', ['trace-cmd.txt']),
  {
    ...trace('trace-gzip', ['truncated.jsonl.gz'], ['data/traces/pc-kernel.work.jsonl.gz']),
    // Inflated a thousandfold at most: what the limits are for is then what comes out.
    mostBytes: 32 * 1024,
  },
];

interface Trace {
  read: ReadBack;
  transitions: Transition[];
}

function trace(name: string, fixtures: readonly string[], others: readonly string[] = []) {
  return defineParser<Trace>({
    name,
    seeds: [...fixtures.map((file) => `${FIXTURES}/${file}`), ...others],
    parse: async (bytes) => {
      await readLeniently(bytes);
      const read = await readChunks([bytes]);
      const rules = findRules(DEFAULT_RULES);
      const { transitions } = await withFile('boot.log', bytes, (path) =>
        loadTrace(path, rules, {}),
      );
      return { read, transitions };
    },
    check: async ({ read, transitions }, bytes) => {
      checkEvents(read.events);
      assert.equal(read.report.entries * 2, read.events.length, 'entries reported');
      assert.equal(transitions.length, read.events.length, 'transitions');
      assert.equal(read.report.skipped.size, 0, 'skipped although strict');
      await checkPieces(read, bytes);
      await checkWritten(read.events);
    },
  });
}

/** Of a broken trace too, what is kept is whole. */
async function readLeniently(bytes: Buffer): Promise<void> {
  try {
    checkEvents((await readChunks([bytes], { lenient: true })).events);
  } catch (error) {
    refusal(error);
  }
}

function checkEvents(events: readonly RecordedEvent[]): void {
  assert.ok(events.length > 0, 'no events');
  let line = 0;
  for (const [index, event] of events.entries()) {
    assert.equal(event.kind, index % 2 === 0 ? 'enter' : 'rsm', 'kind');
    const { cr0, cr4, efer } = event.registers;
    for (const value of [cr0, cr4, efer]) assert.equal(value >>> 0, value, 'register');
    assert.equal(impossibleState(event.registers), null);
    for (const count of countsOf(event)) {
      assert.ok(Number.isSafeInteger(count) && count >= 0, `count ${count}`);
    }
    assert.ok(event.line > line, 'line');
    line = event.line;
  }
}

function countsOf({ work, controlWrites }: RecordedEvent): number[] {
  return Object.values<number>({ ...work, ...controlWrites });
}

/** Chunks may end anywhere; some of these do so inside a line, a number, a gzip member. */
const PIECE_BYTES = 131;
/** Longer ones would be cut into thousands. */
const MOST_CUT = 32 * 1024;

async function checkPieces({ events }: ReadBack, bytes: Buffer): Promise<void> {
  if (bytes.length > MOST_CUT) return;
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    pieces.push(bytes.subarray(at, at + PIECE_BYTES));
  }
  const format = detectFormat(bytes);
  const options: ReadOptions = format === null ? {} : { format };
  assert.deepEqual((await readChunks(pieces, options)).events, events, 'read in pieces');
}

/** One record may become too long when its characters are escaped. */
const LONGEST_LINE = 64 * 1024;

async function checkWritten(events: readonly RecordedEvent[]): Promise<void> {
  const lines = events.map(recordWriter());
  if (lines.some((line) => line.length > LONGEST_LINE / 3)) return;
  const again = await readChunks(lines, { format: jsonl });
  // Without the sign of a zero.
  const plain = (each: readonly RecordedEvent[]) => JSON.stringify(essence(each));
  assert.equal(plain(again.events), plain(events), 'written and read again');
}
