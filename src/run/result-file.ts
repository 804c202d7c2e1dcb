/** Where a run's result goes: whole into its file, and until then, every few seconds, beside it. */

import { existsSync, renameSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Result } from '../report/result.js';
import {
  checkedResult,
  checkWritable,
  isReplaceable,
  writeResult,
  writeText,
} from '../report/write.js';
import { partialOf, previousOf } from './partial-name.js';
import { encodeInterrupted, type Interrupted } from './unfinished.js';

/** What there is, at any time. */
export interface Outcome {
  result: Result;
  /** What it takes to go on; null where that cannot be. */
  interrupted: Interrupted | null;
}

export interface ResultFileOptions {
  /** News for the person. */
  say(text: string): void;
  /** The partial result that this run goes on with. */
  resumed?: string | undefined;
  /** Monotonic milliseconds. */
  now?: () => number;
}

/** Checkpoints are never closer, and each is followed by so much time that its share stays below. */
const LEAST_INTERVAL_MS = 2000;
const MOST_TIME_SHARE = 0.015;

export class ResultFile {
  readonly path: string;
  readonly #partial: string;
  readonly #say: (text: string) => void;
  readonly #now: () => number;
  readonly #keepsPartial: boolean;
  /** Somebody else's partial result is in the way. */
  #isOccupied: boolean;
  /** This run's, or the one that it goes on with, which is in this run's too. */
  #isOwn: boolean;
  #dueMs: number;
  #hasFailed = false;

  /**
   * Says what an earlier run has left, and removes its temporary files.
   *
   * @throws UsageError where nothing can be written, before anything is measured
   */
  constructor(path: string, { say, resumed, now = () => performance.now() }: ResultFileOptions) {
    this.path = path;
    this.#partial = partialOf(path);
    this.#say = say;
    this.#now = now;
    this.#dueMs = now() + LEAST_INTERVAL_MS;
    checkWritable(path);
    this.#keepsPartial = isReplaceable(path);
    if (this.#keepsPartial) checkWritable(this.#partial);
    this.#isOwn = resumed !== undefined && resolve(resumed) === resolve(this.#partial);
    this.#isOccupied = this.#keepsPartial && !this.#isOwn && existsSync(this.#partial);
    if (this.#isOccupied) {
      say(
        `${this.#partial} is left from an earlier run that did not end; ` +
          `to go on with it: ${resumeCommand(this.#partial)}`,
      );
    }
  }

  /** Between two jobs: writes a checkpoint if it is time. A failure is told once, and nothing more. */
  offer(make: () => Outcome): void {
    const startMs = this.#now();
    if (!this.#keepsPartial || startMs < this.#dueMs) return;
    try {
      this.#writePartial(make());
    } catch (error) {
      if (!this.#hasFailed) this.#say(`no checkpoint: ${messageOf(error)}; measuring goes on`);
      this.#hasFailed = true;
    }
    const endMs = this.#now();
    this.#dueMs = endMs + Math.max(LEAST_INTERVAL_MS, (endMs - startMs) / MOST_TIME_SHARE);
  }

  /**
   * At the end, however it came. Only a complete result takes the place of an earlier one.
   *
   * @throws UsageError, Error as `writeResult` does; the last checkpoint stays where it is
   */
  save(outcome: Outcome): void {
    const { result, interrupted } = outcome;
    if (result.complete || !this.#keepsPartial) {
      writeResult(this.path, result);
      if (this.#isOwn) rmSync(this.#partial, { force: true });
      this.#isOwn = false;
      this.#say(`result written to ${this.path}`);
      return;
    }
    this.#writePartial(outcome);
    const goOn = interrupted === null ? '' : `; to go on: ${resumeCommand(this.#partial)}`;
    this.#say(`interrupted: what was measured is in ${this.#partial}${goOn}`);
  }

  /** After a failure: where to find what was measured before it. */
  sayWhatIsKept(): void {
    if (!this.#isOwn) return;
    this.#say(`what was measured until the last checkpoint is in ${this.#partial}`);
  }

  #writePartial({ result, interrupted }: Outcome): void {
    const failure = `cannot write ${this.#partial}`;
    const checked = checkedResult({ ...result, complete: false }, failure);
    const unfinished = interrupted === null ? {} : { unfinished: encodeInterrupted(interrupted) };
    const text = `${JSON.stringify({ ...checked, ...unfinished })}\n`;
    if (this.#isOccupied) this.#makeWay();
    writeText(this.#partial, text);
    this.#isOwn = true;
  }

  #makeWay(): void {
    const elsewhere = previousOf(this.#partial);
    renameSync(this.#partial, elsewhere);
    this.#isOccupied = false;
    this.#say(`the earlier run's ${this.#partial} is now ${elsewhere}`);
  }
}

function resumeCommand(partial: string): string {
  return `kvm-mmu-bench run --resume ${partial}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
