/** The end of every measuring command: the file, then the words. */

import type { Result } from '../report/result.js';
import { fullReport, shortReport, textOptions } from '../report/tables.js';
import { serialiseResult, writeResult } from '../report/write.js';
import {
  EXIT_DONE,
  EXIT_INTERRUPTED,
  type ExitCode,
  printMessage,
  printText,
  wantsColour,
} from './output.js';

export interface FinishOptions {
  json: boolean;
  /** Null: no file. */
  output: string | null;
  /** All tables instead of the first look. */
  full: boolean;
}

export function finish(result: Result, { json, output, full }: FinishOptions): ExitCode {
  if (output !== null) writeResult(output, result);
  if (json) {
    printText(serialiseResult(result));
  } else {
    const report = full ? fullReport : shortReport;
    printText(report(result, textOptions(process.stdout.columns, wantsColour(process.stdout))));
  }
  if (output !== null) printMessage(`result written to ${output}`);
  return result.complete ? EXIT_DONE : EXIT_INTERRUPTED;
}
