/** Two measurements at a time would disturb each other: each waits until those before it have ended. */

export class Turns {
  /** Ends with the last that was taken; has no value, lest it keep what all have yielded. */
  #last: Promise<void> = Promise.resolve();

  /** @throws the signal's reason where it is aborted before the turn has come */
  take<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const before = this.#last;
    const taken = comes(before, signal).then(work);
    // Whoever leaves the queue must not let the next one in early.
    this.#last = Promise.allSettled([before, taken]).then(() => {});
    return taken;
  }
}

async function comes(before: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    before.then(() => {
      signal.removeEventListener('abort', leave);
      resolve();
    });
  });
}
