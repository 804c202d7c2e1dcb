/** Progress of reading a trace: a share where the length is known, an amount where it is not. */

import { formatBytes } from '../../../format.js';
import { printMessage } from '../../output.js';
import { createProgress, type Progress } from '../../progress.js';

const SAY_EVERY_MS = 3000;

export interface ReadingProgress {
  onProgress(bytes: number, totalBytes: number | null): void;
  stop(): void;
}

export function readingProgress(): ReadingProgress {
  let progress: Progress | null = null;
  let saidMs = performance.now();
  return {
    onProgress(bytes, totalBytes) {
      if (totalBytes !== null) {
        progress ??= createProgress({
          stream: process.stderr,
          total: totalBytes,
          label: 'reading',
        });
        progress.update(bytes, formatBytes(bytes));
      } else if (performance.now() - saidMs > SAY_EVERY_MS) {
        saidMs = performance.now();
        printMessage(`${formatBytes(bytes)} read`);
      }
    },
    stop: () => progress?.stop(),
  };
}
