/** What is wrong with a trace: the first problem ends the reading, or all are counted. */

import { TraceError } from './trace-error.js';

/** Under these names skipped records are counted. */
export type SkipReason =
  | 'binary data'
  | 'line too long'
  | 'cut line'
  | 'cut dump'
  | 'unreadable dump'
  | 'unreadable record'
  | 'value not hex'
  | 'impossible registers'
  | 'unknown handler'
  | 'instructions go back'
  | 'enter without rsm'
  | 'rsm without enter'
  | 'lost events'
  | 'truncated gzip'
  | 'damaged gzip';

/**
 * Why a record cannot be used. Whoever reads lines adds the place.
 *
 * No Error: a lenient reading may meet one in every line, and to note where in the program each was
 * made takes longer than the rest of it.
 */
export class Flaw {
  readonly reason: SkipReason;
  readonly found: string;
  readonly expected: string;

  constructor(reason: SkipReason, found: string, expected: string) {
    this.reason = reason;
    this.found = found;
    this.expected = expected;
  }
}

export interface SkipCount {
  records: number;
  /** Where the first of them begins. */
  firstLine: number;
}

/** With more of them it is no trace that lost some records, and reading on would only take time. */
const MOST_SKIPPED = 100_000;

export class Problems {
  readonly #file: string;
  #skipped = 0;
  #lenient: boolean;
  readonly #counts = new Map<SkipReason, SkipCount>();

  /** @param lenient count problems instead of throwing the first */
  constructor(file: string, lenient: boolean) {
    this.#file = file;
    this.#lenient = lenient;
  }

  get counts(): ReadonlyMap<SkipReason, SkipCount> {
    return this.#counts;
  }

  /** From here on problems are counted: what comes is the torn end of a recording that was stopped. */
  becomeLenient(): void {
    this.#lenient = true;
  }

  /** @throws TraceError unless lenient, and for far too many */
  report(line: number, { reason, found, expected }: Flaw): void {
    if (!this.#lenient) throw new TraceError(this.#file, line, found, expected);
    this.#skipped++;
    if (this.#skipped > MOST_SKIPPED) {
      const tooMany = `more than ${MOST_SKIPPED} records that cannot be used`;
      throw new TraceError(this.#file, line, tooMany, 'a trace with some of them at most');
    }
    const count = this.#counts.get(reason);
    if (count === undefined) this.#counts.set(reason, { records: 1, firstLine: line });
    else count.records++;
  }

  /** The result of `read`, null if a flaw was counted instead. */
  attempt<T>(line: number, read: () => T): T | null {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof Flaw)) throw error;
      this.report(line, error);
      return null;
    }
  }
}
