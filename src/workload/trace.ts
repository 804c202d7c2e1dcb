/** Reads recorded SMM transitions: JSON Lines, plain or gzipped. Anything odd is an error. */

import { readFileSync } from 'node:fs';
import { constants, gunzipSync } from 'node:zlib';
import { UsageError } from '../errors.js';
import { parseRecord } from './record.js';
import { TraceError } from './trace-error.js';
import type { TraceEvent } from './types.js';

/** Thousands of boots; keeps a hostile file from filling the memory. */
const LARGEST_BYTES = 256 * 1024 * 1024;

/**
 * @returns entries and RSMs in turn, at least one of each
 * @throws TraceError for a file that is not such a trace, UsageError for one that cannot be read
 */
export function readTrace(file: string): TraceEvent[] {
  const bytes = readBytes(file);
  const unpacked = isGzip(bytes) ? unpack(file, bytes) : bytes;
  if (unpacked.length > LARGEST_BYTES) throw tooLarge(file);
  return parseTrace(unpacked.toString('utf8'), file);
}

/** @param file only named in errors */
export function parseTrace(text: string, file: string): TraceEvent[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  if (lines.length === 0) {
    throw new TraceError(file, null, 'no records', 'at least one "enter" and its "rsm"');
  }
  const records = lines.map((line, index) =>
    parseRecord(line, (found, expected) => new TraceError(file, index + 1, found, expected)),
  );
  checkTurns(records, file);
  return withOwnInstructions(records, file);
}

/** An SMI is entered once and left once; a recording that ends in SMM lost something. */
function checkTurns(records: readonly TraceEvent[], file: string): void {
  for (const [index, { kind }] of records.entries()) {
    const expected = index % 2 === 0 ? 'enter' : 'rsm';
    if (kind === expected) continue;
    const before = index === 0 ? 'at the start' : `after "${records[index - 1]?.kind}"`;
    throw new TraceError(file, index + 1, `"${kind}" ${before}`, `"${expected}" there`);
  }
  if (records.length % 2 === 0) return;
  throw new TraceError(file, records.length, 'an "enter" at the end', 'an "rsm" after it');
}

/** The recorded number of instructions runs through; an event has its difference. */
function withOwnInstructions(records: readonly TraceEvent[], file: string): TraceEvent[] {
  let before = 0;
  return records.map((record, index) => {
    const total = record.work.instructions;
    if (total < before) {
      const expected = `at least the ${before} of the record before`;
      throw new TraceError(file, index + 1, `"ic": ${total}`, expected);
    }
    const instructions = total - before;
    before = total;
    return { ...record, work: { ...record.work, instructions } };
  });
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new UsageError(`cannot read trace ${file}: ${reasonOf(error)}`, { cause: error });
  }
}

/** By content: a name may lie. */
function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function unpack(file: string, bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: LARGEST_BYTES });
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(file);
    if (code === 'Z_BUF_ERROR') throw truncated(file, bytes);
    throw new TraceError(file, null, `damaged gzip data (${reasonOf(error)})`, 'an intact file');
  }
}

/** Says in which line the data ends, so that the user sees how much is missing. */
function truncated(file: string, bytes: Buffer): TraceError {
  const partial = gunzipSync(bytes, {
    finishFlush: constants.Z_SYNC_FLUSH,
    maxOutputLength: LARGEST_BYTES,
  });
  const line = partial.toString('utf8').split('\n').length;
  return new TraceError(file, line, 'the end of a truncated gzip file', 'the rest of it');
}

function tooLarge(file: string): TraceError {
  const limit = `${LARGEST_BYTES / 1024 / 1024} MiB`;
  return new TraceError(file, null, `more than ${limit} of text`, `at most ${limit}`);
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** Node's message without the path, which stands in front already. */
function reasonOf(error: unknown): string {
  switch (codeOf(error)) {
    case 'ENOENT':
      return 'no such file';
    case 'EISDIR':
      return 'it is a directory';
    case 'EACCES':
      return 'permission denied';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
