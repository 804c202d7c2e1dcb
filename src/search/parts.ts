/** Long computations one after the other, which leave room for others and say how far they are. */

import { setImmediate } from 'node:timers/promises';
import type { Watch } from '../measure/measure.js';

export class Parts {
  readonly #watch: Watch;
  /** Of the whole, 0..1. */
  #done = 0;

  constructor(watch: Watch) {
    this.#watch = watch;
  }

  /**
   * @param share of the whole that this part is, about
   * @param total what it counts to, at most
   * @param part pauses now and then, telling how far it has counted
   * @throws the signal's reason if it is aborted
   */
  async run<T>(
    label: string,
    share: number,
    total: number,
    part: Generator<number, T, void>,
  ): Promise<T> {
    const { signal, onProgress } = this.#watch;
    for (;;) {
      signal.throwIfAborted();
      const { done, value } = part.next();
      if (done) {
        this.#done += share;
        return value;
      }
      onProgress(this.#done + share * Math.min(1, value / total), label);
      await setImmediate();
    }
  }
}
