import { UsageError } from '../../errors.js';

/** A trace that cannot be replayed: which file and line, what was found, what was expected. */
export class TraceError extends UsageError {
  readonly file: string;
  /** Counted from 1, null where the file as a whole is at fault. */
  readonly line: number | null;

  constructor(file: string, line: number | null, found: string, expected: string) {
    const place = line === null ? file : `${file}:${line}`;
    super(`${place}: found ${found}, expected ${expected}`);
    this.file = file;
    this.line = line;
  }
}
