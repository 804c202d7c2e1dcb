/** Traces read from memory, in whatever chunks a test wants. */

import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { detectFormat } from '../../src/workload/formats/detect.js';
import type { RecordedEvent } from '../../src/workload/formats/event.js';
import type { TraceFormat } from '../../src/workload/formats/format.js';
import { type ReadOptions, type ReadReport, readTrace } from '../../src/workload/formats/read.js';
import { TraceError } from '../../src/workload/formats/trace-error.js';
import { rejection } from './rejection.js';

export function fixture(name: string): Buffer {
  return readFileSync(new URL(`../fixtures/traces/${name}`, import.meta.url));
}

export interface ReadBack {
  events: RecordedEvent[];
  report: ReadReport;
}

/**
 * @param chunks each in a buffer of its own that is spoiled afterwards, as a reader that uses its
 *   buffer again would
 * @param name only named in errors
 */
export async function readChunks(
  chunks: Iterable<Uint8Array | string>,
  options: ReadOptions = {},
  name = 'boot.log',
): Promise<ReadBack> {
  const events: RecordedEvent[] = [];
  const input = { name, chunks: spoiled(chunks), totalBytes: null };
  const report = await readTrace(input, options, (pairs) => {
    events.push(...pairs);
  });
  return { events, report };
}

async function* spoiled(chunks: Iterable<Uint8Array | string>): AsyncGenerator<Buffer> {
  for (const chunk of chunks) {
    const bytes = Buffer.from(chunk);
    yield bytes;
    bytes.fill(0x3f);
  }
}

/** The format of a whole trace. Given as an option it makes the parser see every chunk as it comes. */
export function formatOf(bytes: Buffer): TraceFormat {
  const format = detectFormat(bytes);
  if (format === null) throw new Error('a fixture in no known format');
  return format;
}

/** The message of the TraceError that it is rejected with, checked to be one line. */
export async function complaint(promise: Promise<unknown>): Promise<string> {
  await expect(promise).rejects.toBeInstanceOf(TraceError);
  return rejection(promise);
}

export function skipsOf({ report }: ReadBack): Record<string, number> {
  return Object.fromEntries([...report.skipped].map(([reason, { records }]) => [reason, records]));
}

/** What a replay depends on: the rest may differ between two ways to write the same trace. */
export function essence(events: readonly RecordedEvent[]) {
  return events.map(({ kind, registers, controlWrites, work }) => ({
    kind,
    registers,
    controlWrites,
    work,
  }));
}
