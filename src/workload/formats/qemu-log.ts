/**
 * The log of `qemu-system-x86_64 -d int`. Two lines of it matter, with the CPU dump after each; what
 * lies between, usually millions of interrupts with dumps of their own, is passed over as bytes.
 */

import { parseDump } from './cpu-dump.js';
import type { RecordedEvent } from './event.js';
import { quote } from './fields.js';
import type { ParserContext, TraceFormat, TraceParser } from './format.js';
import { Flaw, type Problems } from './problems.js';

/** What any log of this kind is full of, also before its first SMI. */
const LOG_LINE =
  /^(?:SMM: |[ER]AX=|check_exception |Servicing hardware INT|IN: | *\d+: v=[0-9a-f]{2} )/m;

export const qemuLog: TraceFormat = {
  id: 'qemu-log',
  description: 'a QEMU log (-d int)',
  hasRegisters: true,
  vcpuAdvice: '; a QEMU log does not say which vCPU it is, so record with -smp 1',
  recognises: (head) => LOG_LINE.test(head),
  parser: ({ problems }: ParserContext) => new QemuLogParser(problems),
};

const NEWLINE = 0x0a;
const NUL = 0;
const LETTER_S = 0x53;
/**
 * Of the marker `SMM: `, without its first letter: the search goes from one first byte to the next,
 * and `M` is rare in a dump, where `S` and line ends are not.
 */
const MARKER_REST = Buffer.from('MM: ');
const MARKER_BYTES = MARKER_REST.length + 1;
const NEXT_MARKER = Buffer.from('\nSMM: ');
const LAST_LINE = Buffer.from('\nEFER=');
/** Digits of EFER: at the end of a log they show that the line is whole. */
const EFER_DIGITS = 16;
/** A dump has 1.3 KiB; with this much and no EFER it is something else. */
const LONGEST_DUMP_BYTES = 16 * 1024;

/** Where a dump ends, or what is known instead. */
type DumpEnd = { end: number } | { flaw: Flaw; end: number } | 'more is needed';

class QemuLogParser implements TraceParser {
  readonly #problems: Problems;
  #newlines = 0;
  /** What was not dealt with yet (from a marker on, or the few bytes that may begin one), the last chunk after it. */
  #buffer: Buffer = Buffer.alloc(0);
  #restBytes = 0;
  /** Whether a line begins with the rest. */
  #atLineStart = true;
  /** The last line in which a NUL was found: one problem a line is enough. */
  #binaryLine = 0;

  constructor(problems: Problems) {
    this.#problems = problems;
  }

  get newlines(): number {
    return this.#newlines;
  }

  push(chunk: Buffer): RecordedEvent[] {
    return this.#read(chunk, false);
  }

  end(): RecordedEvent[] {
    return this.#read(Buffer.alloc(0), true);
  }

  #read(chunk: Buffer, ended: boolean): RecordedEvent[] {
    const data = this.#join(chunk);
    const events: RecordedEvent[] = [];
    let from = 0;
    for (;;) {
      const marker = this.#findMarker(data, from);
      if (marker < 0) {
        const kept = ended ? data.length : Math.max(from, data.length - MARKER_BYTES);
        this.#skip(data, from, kept);
        this.#keep(data, kept);
        return events;
      }
      this.#skip(data, from, marker);
      const dump = findDumpEnd(data, marker, ended);
      if (dump === 'more is needed') {
        this.#keep(data, marker);
        return events;
      }
      const event = this.#parse(data, marker, dump);
      if (event !== null) events.push(event);
      this.#count(data, marker, dump.end);
      from = dump.end;
    }
  }

  /** The rest and the chunk, in a buffer that is used again: to make one costs more than to fill it. */
  #join(chunk: Buffer): Buffer {
    const bytes = this.#restBytes + chunk.length;
    if (this.#buffer.length < bytes) {
      const larger = Buffer.allocUnsafe(bytes + LONGEST_DUMP_BYTES);
      this.#buffer.copy(larger, 0, 0, this.#restBytes);
      this.#buffer = larger;
    }
    chunk.copy(this.#buffer, this.#restBytes);
    return this.#buffer.subarray(0, bytes);
  }

  #keep(data: Buffer, from: number): void {
    this.#buffer.copyWithin(0, from, data.length);
    this.#restBytes = data.length - from;
  }

  /** Where a line begins with the marker, -1 if none does. */
  #findMarker(data: Buffer, from: number): number {
    let at = data.indexOf(MARKER_REST, from);
    while (at >= 0) {
      const start = at - 1;
      if (start >= from && data[start] === LETTER_S && this.#lineStartsAt(data, start))
        return start;
      at = data.indexOf(MARKER_REST, at + 1);
    }
    return -1;
  }

  #lineStartsAt(data: Buffer, at: number): boolean {
    return at === 0 ? this.#atLineStart : data[at - 1] === NEWLINE;
  }

  #parse(data: Buffer, marker: number, dump: Exclude<DumpEnd, string>): RecordedEvent | null {
    const line = this.#newlines + 1;
    return this.#problems.attempt(line, () => {
      if ('flaw' in dump) throw dump.flaw;
      const text = data.toString('latin1', marker, dump.end);
      if (text.includes('\0')) throw binaryData();
      return parseDump(text, line);
    });
  }

  /** Passes over what is not of a transition. NULs are told all the same: a marker may be under them. */
  #skip(data: Buffer, from: number, to: number): void {
    let counted = from;
    let nul = indexWithin(data, NUL, from, to);
    while (nul >= 0) {
      this.#count(data, counted, nul);
      counted = nul;
      this.#reportBinaryLine();
      const lineEnd = indexWithin(data, NEWLINE, nul, to);
      nul = lineEnd < 0 ? -1 : indexWithin(data, NUL, lineEnd, to);
    }
    this.#count(data, counted, to);
  }

  #reportBinaryLine(): void {
    const line = this.#newlines + 1;
    if (line === this.#binaryLine) return;
    this.#binaryLine = line;
    this.#problems.report(line, binaryData());
  }

  /** Moves on to `to`. */
  #count(data: Buffer, from: number, to: number): void {
    if (to <= from) return;
    this.#newlines += countNewlines(data, from, to);
    this.#atLineStart = data[to - 1] === NEWLINE;
  }
}

function findDumpEnd(data: Buffer, marker: number, ended: boolean): DumpEnd {
  const window = data.subarray(marker, marker + LONGEST_DUMP_BYTES);
  const isWholeWindow = window.length === LONGEST_DUMP_BYTES;
  const lastLine = window.indexOf(LAST_LINE);
  const next = window.indexOf(NEXT_MARKER, 1);
  if (next >= 0 && (lastLine < 0 || next < lastLine)) {
    return { flaw: cutDump('another one'), end: marker + next + 1 };
  }
  const newline = lastLine < 0 ? -1 : window.indexOf(NEWLINE, lastLine + 1);
  if (newline >= 0) return { end: marker + newline };
  if (isWholeWindow) {
    const found = `no EFER in the ${LONGEST_DUMP_BYTES} bytes after ${quote(firstLine(window))}`;
    const flaw = new Flaw('unreadable dump', found, 'a CPU dump');
    return { flaw, end: marker + MARKER_BYTES };
  }
  if (!ended) return 'more is needed';
  const digits = lastLine < 0 ? 0 : window.length - lastLine - LAST_LINE.length;
  if (digits >= EFER_DIGITS) return { end: data.length };
  return { flaw: cutDump('the end of the log'), end: data.length };
}

function cutDump(by: string): Flaw {
  return new Flaw('cut dump', `${by} before the EFER of a CPU dump`, 'the whole dump');
}

function binaryData(): Flaw {
  return new Flaw('binary data', 'a NUL byte', 'a text file');
}

function firstLine(bytes: Buffer): string {
  return bytes.toString('latin1', 0, 80).split(/[\r\n]/, 1)[0] ?? '';
}

function indexWithin(data: Buffer, byte: number, from: number, to: number): number {
  const at = data.subarray(from, to).indexOf(byte);
  return at < 0 ? -1 : from + at;
}

/** By search: twice as fast as a look at every byte. */
function countNewlines(data: Buffer, from: number, to: number): number {
  const part = data.subarray(from, to);
  let count = 0;
  for (let at = part.indexOf(NEWLINE); at >= 0; at = part.indexOf(NEWLINE, at + 1)) count++;
  return count;
}
