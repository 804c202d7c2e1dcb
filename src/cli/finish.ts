/** The end of every measuring command: the file, then the words. */

import { fullReport, shortReport, textOptions } from '../report/tables.js';
import { serialiseResult } from '../report/write.js';
import type { Outcome, ResultFile } from '../run/result-file.js';
import { EXIT_DONE, EXIT_INTERRUPTED, type ExitCode, printText, wantsColour } from './output.js';

export interface FinishOptions {
  json: boolean;
  /** Null: no file. */
  file: ResultFile | null;
  /** All tables instead of the first look. */
  full: boolean;
}

/** @throws what writing the file does, after all that can be printed was */
export function finish(outcome: Outcome, { json, file, full }: FinishOptions): ExitCode {
  const { result } = outcome;
  return saving(file, outcome, () => {
    if (json) {
      printText(serialiseResult(result));
    } else {
      const report = full ? fullReport : shortReport;
      printText(report(result, textOptions(process.stdout.columns, wantsColour(process.stdout))));
    }
  });
}

/** Written before it is printed, since printing may fail; but printed even if it cannot be written. */
export function saving(file: ResultFile | null, outcome: Outcome, print: () => void): ExitCode {
  try {
    file?.save(outcome);
  } catch (error) {
    file?.sayWhatIsKept();
    throw error;
  } finally {
    print();
  }
  return outcome.result.complete ? EXIT_DONE : EXIT_INTERRUPTED;
}

/** Work that, should it fail, leaves word of what is kept. */
export async function keeping<T>(file: ResultFile | null, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    file?.sayWhatIsKept();
    throw error;
  }
}
