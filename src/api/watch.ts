/** From what a caller gives to watch a measurement by to what the measuring stage takes. */

import { UsageError } from '../errors.js';
import type { Watch } from '../measure/measure.js';
import type { WatchOptions } from './options.js';

/** Finer steps are not told. */
const STEPS = 1000;

/**
 * A caller's mistake inside `onProgress` ends the work, because nobody else would hear of it.
 *
 * @throws what `onProgress` throws, UsageError for a signal or a function that is none
 */
export async function watched<T extends { complete: boolean }>(
  { signal, onProgress = () => {} }: WatchOptions,
  work: (watch: Watch) => Promise<T>,
): Promise<T> {
  if (typeof onProgress !== 'function') throw new UsageError('onProgress must be a function');
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new UsageError('signal must be an AbortSignal, as of an AbortController');
  }
  const failed = new AbortController();
  let told = '';
  const tell = (done: number, label: string) => {
    const step = Math.round(done * STEPS) / STEPS;
    if (`${step} ${label}` === told || failed.signal.aborted) return;
    told = `${step} ${label}`;
    try {
      onProgress(step, label);
    } catch (error) {
      failed.abort(error);
    }
  };
  const either = AbortSignal.any([failed.signal, ...(signal === undefined ? [] : [signal])]);
  const result = await work({ signal: either, onProgress: tell });
  if (result.complete) tell(1, 'done');
  failed.signal.throwIfAborted();
  return result;
}
