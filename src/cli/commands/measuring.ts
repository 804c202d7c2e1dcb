/** What `run` and `boot` do once their plan is made: measure, write, print. */

import type { Prepared } from '../../run/prepare.js';
import { ResultFile } from '../../run/result-file.js';
import type { Before } from '../../run/resume.js';
import { carryOut } from '../../run/run-plan.js';
import type { Setting } from '../../run/setting.js';
import { finish, keeping } from '../finish.js';
import { interruptible } from '../interruptible.js';
import { commandLine, type ExitCode, printMessage } from '../output.js';
import { checkOutputFile } from '../output-file.js';
import { withProgress } from '../with-progress.js';
import type { MeasuringOptions } from './measuring-options.js';

/** What was measured before, and the file it is in. */
export interface Resumed {
  path: string;
  before: Before;
}

export async function measureAndFinish(
  prepared: Prepared,
  setting: Setting,
  { output, json = false, full = false, layout, workload }: MeasuringOptions,
  resumed: Resumed | null = null,
): Promise<ExitCode> {
  if (output !== undefined) checkOutputFile(output, inputsAmong(layout, workload), '--output');
  const file =
    output === undefined
      ? null
      : new ResultFile(output, { say: printMessage, resumed: resumed?.path });
  const context = { ...setting, signal: interruptible(), command: commandLine() };
  const outcome = await keeping(file, () =>
    withProgress('measuring', (onProgress) =>
      carryOut(prepared, { ...context, onProgress, file, before: resumed?.before ?? null }),
    ),
  );
  return finish(outcome, { json, file, full });
}

/** What may be files, among names that are none. */
function inputsAmong(layouts = '', workload = ''): string[] {
  return [...layouts.split(',').map((name) => name.trim()), workload].filter((name) => name !== '');
}
