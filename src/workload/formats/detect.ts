/** Which format a trace has, by its content: a name may lie. */

import { quote } from './fields.js';
import type { TraceFormat } from './format.js';
import { jsonl } from './jsonl.js';
import { perfScript } from './perf-script.js';
import { qemuLog } from './qemu-log.js';
import { traceCmd } from './trace-cmd.js';
import { TraceError } from './trace-error.js';

/** Whoever comes first has the more certain marks. */
const FORMATS: readonly TraceFormat[] = [jsonl, qemuLog, traceCmd, perfScript];

/** Enough of a file to tell: any format's first records, and the events before the first SMI. */
export const HEAD_BYTES = 128 * 1024;

/** Files that another tool makes text of, by their first bytes. */
const FOREIGN: readonly { magic: string; found: string; expected: string }[] = [
  {
    magic: 'PERFILE2',
    found: "perf's own data",
    expected: 'the text that perf script makes of it',
  },
  {
    magic: '\x17\x08Dtracing',
    found: "trace-cmd's own data",
    expected: 'the text that trace-cmd report makes of it',
  },
  {
    magic: '\x28\xb5\x2f\xfd',
    found: 'zstd data',
    expected: 'plain text or gzip; unpack it first',
  },
  { magic: '\xfd7zXZ', found: 'xz data', expected: 'plain text or gzip; unpack it first' },
  { magic: 'BZh', found: 'bzip2 data', expected: 'plain text or gzip; unpack it first' },
];

/** Null where no format recognises it. */
export function detectFormat(head: Buffer): TraceFormat | null {
  const text = head.toString('latin1', 0, HEAD_BYTES);
  return FORMATS.find((format) => format.recognises(text)) ?? null;
}

/** What to say of a trace that no format recognises. */
export function unknownFormat(file: string, head: Buffer): TraceError {
  const known = FORMATS.map(({ description }) => description).join(', or ');
  if (head.length === 0) return new TraceError(file, null, 'no records: it is empty', known);
  const start = head.toString('latin1', 0, 80);
  const foreign = FOREIGN.find(({ magic }) => start.startsWith(magic));
  if (foreign) return new TraceError(file, null, foreign.found, foreign.expected);
  const line = start.trimStart().split(/[\r\n]/, 1)[0] ?? '';
  return new TraceError(file, null, `${quote(line)} at its begin`, known);
}
