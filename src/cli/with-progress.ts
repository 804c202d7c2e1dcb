/** Work that tells how far it is, shown on stderr until it ends, however it ends. */

import { createProgress } from './progress.js';

/** @param share done, 0..1; @param label what is being done now */
export type OnProgress = (share: number, label: string) => void;

const STEPS = 1000;

/** @param label of all the work, in a word or two */
export async function withProgress<T>(
  label: string,
  work: (onProgress: OnProgress) => Promise<T>,
): Promise<T> {
  const progress = createProgress({ stream: process.stderr, total: STEPS, label });
  try {
    return await work((share, what) => progress.update(Math.round(share * STEPS), what));
  } finally {
    progress.stop();
  }
}
