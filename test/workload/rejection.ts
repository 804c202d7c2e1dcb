import { UsageError } from '../../src/errors.js';

/** The message of the UsageError that the promise is rejected with, checked to be one line. */
export async function rejection(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    if (/[\n\r]/.test(error.message)) {
      throw new Error(`more than one line: ${error.message}`, { cause: error });
    }
    return error.message;
  }
  throw new Error('nothing was thrown, expected a UsageError');
}
