/** Chunks into lines, for the formats that have one record a line. */

import { excerpt } from '../../errors.js';
import type { RecordedEvent } from './event.js';
import type { TraceParser } from './format.js';
import { Flaw, type Problems } from './problems.js';

/** Far above any record; keeps a file without line ends from filling the memory. */
const LONGEST_LINE_BYTES = 64 * 1024;
const LONGEST_EXCERPT = 40;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

export interface Line {
  /** Without its end. */
  text: string;
  /** Counted from 1. */
  number: number;
  /** False for a last line that nothing ends: it may have been cut off. */
  ended: boolean;
}

/** @param read null for a line that is no record; @throws Flaw */
export function lineParser(
  problems: Problems,
  read: (line: Line) => RecordedEvent | null,
): TraceParser {
  let newlines = 0;
  /** Of the line that the last chunk has begun. */
  let begun: Buffer[] = [];
  let begunBytes = 0;
  let tooLong = false;

  function take(bytes: Buffer, from: number, to: number, ended: boolean): RecordedEvent | null {
    const number = newlines + 1;
    return problems.attempt(number, () => {
      if (to - from > LONGEST_LINE_BYTES) throw lineTooLong(bytes.subarray(from, to));
      // A line from Windows has two bytes at its end.
      const text = bytes.toString(
        'utf8',
        from,
        bytes[to - 1] === RETURN && to > from ? to - 1 : to,
      );
      if (text.includes('\0')) throw new Flaw('binary data', 'a NUL byte', 'a text file');
      return read({ text, number, ended });
    });
  }

  /** The line so far goes on over the end of the chunk. */
  function begin(bytes: Buffer): void {
    if (tooLong || bytes.length === 0) return;
    begun.push(Buffer.from(bytes));
    begunBytes += bytes.length;
    if (begunBytes <= LONGEST_LINE_BYTES) return;
    tooLong = true;
    take(Buffer.concat(begun), 0, begunBytes, false);
    forget();
  }

  function forget(): void {
    begun = [];
    begunBytes = 0;
  }

  /** The line that is begun ends with these bytes. */
  function finish(bytes: Buffer, ended: boolean): RecordedEvent | null {
    const skipped = tooLong;
    const whole = Buffer.concat([...begun, bytes]);
    tooLong = false;
    forget();
    return skipped ? null : take(whole, 0, whole.length, ended);
  }

  return {
    get newlines() {
      return newlines;
    },
    push(chunk) {
      const events: RecordedEvent[] = [];
      let from = 0;
      for (let to = chunk.indexOf(NEWLINE); to >= 0; to = chunk.indexOf(NEWLINE, from)) {
        const event =
          begunBytes > 0 || tooLong
            ? finish(chunk.subarray(from, to), true)
            : take(chunk, from, to, true);
        if (event !== null) events.push(event);
        newlines++;
        from = to + 1;
      }
      begin(chunk.subarray(from));
      return events;
    },
    end() {
      if (begun.length === 0) return [];
      const event = finish(Buffer.alloc(0), false);
      return event === null ? [] : [event];
    },
  };
}

function lineTooLong(bytes: Buffer): Flaw {
  const start = excerpt(bytes.toString('latin1', 0, LONGEST_EXCERPT), LONGEST_EXCERPT);
  return new Flaw(
    'line too long',
    `a line of more than ${LONGEST_LINE_BYTES} bytes that begins ${start}`,
    'one record a line',
  );
}
