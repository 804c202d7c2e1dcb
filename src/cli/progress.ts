/** Progress of a long run: a bar on a terminal, a line now and then anywhere else. */

import { SingleBar } from 'cli-progress';
import { printable, shorten } from '../report/text.js';

/** What progress needs of process.stderr. */
export type ProgressStream = NodeJS.WritableStream & { isTTY?: boolean; columns?: number };

export interface ProgressOptions {
  /** Always stderr outside tests: stdout belongs to the result. */
  stream: ProgressStream;
  /** Steps; `done` counts them. */
  total: number;
  /** What runs, in a word or two. */
  label: string;
  /** Monotonic milliseconds. */
  now?: () => number;
}

export interface Progress {
  /** `label`: what is being measured now. */
  update(done: number, label: string): void;
  /** Ends the display; further calls do nothing. */
  stop(): void;
}

/** A shorter run needs no progress, and its output stays clean. */
const SHOW_AFTER_MS = 1000;
const LINE_EVERY_MS = 2000;
const BAR_COLUMNS = 24;
/** ` [bar] 100 %  ` and the cursor's own cell. */
const COLUMNS_AROUND_LABELS = BAR_COLUMNS + 14;

interface Display {
  show(done: number, label: string): void;
  close(): void;
}

/** Shows nothing before the first update that comes a second or more after the start. */
export function createProgress(options: ProgressOptions): Progress {
  const now = options.now ?? (() => performance.now());
  const startMs = now();
  let display: Display | null = null;
  let stopped = false;
  return {
    update(done, label) {
      if (stopped || now() - startMs < SHOW_AFTER_MS) return;
      display ??= options.stream.isTTY ? barDisplay(options) : lineDisplay(options, now, startMs);
      display.show(Math.min(Math.max(done, 0), options.total), printable(label));
    },
    stop() {
      stopped = true;
      display?.close();
      display = null;
    },
  };
}

function barDisplay({ stream, total, label }: ProgressOptions): Display {
  // Some pseudo-terminals report a width of 0.
  const room = (stream.columns || 80) - COLUMNS_AROUND_LABELS - label.length;
  const bar = new SingleBar({
    stream,
    format: `${label} [{bar}] {percentage} %  {what}`,
    barsize: BAR_COLUMNS,
    barCompleteChar: '=',
    barIncompleteChar: ' ',
    // The caller decides what an interrupt means; a handler here would swallow it.
    gracefulExit: false,
    clearOnComplete: true,
  });
  let started = false;
  return {
    show(done, what) {
      const payload = { what: room > 0 ? shorten(what, room) : '' };
      if (started) bar.update(done, payload);
      else bar.start(total, done, payload);
      started = true;
    },
    close: () => bar.stop(),
  };
}

function lineDisplay(
  { stream, total, label }: ProgressOptions,
  now: () => number,
  startMs: number,
): Display {
  let lastMs = Number.NEGATIVE_INFINITY;
  return {
    show(done, what) {
      const nowMs = now();
      if (nowMs - lastMs < LINE_EVERY_MS) return;
      lastMs = nowMs;
      const percent = total > 0 ? Math.floor((100 * done) / total) : 100;
      const seconds = Math.round((nowMs - startMs) / 1000);
      stream.write(`${label}: ${percent} % after ${seconds} s, ${what}\n`);
    },
    close: () => {},
  };
}
