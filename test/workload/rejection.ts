import { usageError } from '../plan/usage-error.js';

/** The message of the UsageError that the promise has to be rejected with, checked to be one line. */
export async function rejection(promise: Promise<unknown>): Promise<string> {
  const [outcome] = await Promise.allSettled([promise]);
  return usageError(() => {
    if (outcome.status === 'rejected') throw outcome.reason;
  });
}
