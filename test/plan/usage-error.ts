import { UsageError } from '../../src/errors.js';

/** The message of the UsageError that `action` has to throw, checked to be one line. */
export function usageError(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    if (/[\n\r]/.test(error.message)) {
      throw new Error(`more than one line: ${error.message}`, { cause: error });
    }
    return error.message;
  }
  throw new Error('nothing was thrown, expected a UsageError');
}
