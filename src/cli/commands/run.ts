/** `run`: banks of vCPU blocks, one cell for each combination of what was asked for. */

import type { Command } from 'commander';
import { UsageError } from '../../errors.js';
import { checkPlan } from '../../plan/check.js';
import { type Means, planCells } from '../../plan/plan.js';
import type { Plan } from '../../plan/types.js';
import { readResult } from '../../report/read.js';
import { serialiseResult } from '../../report/write.js';
import { outputOf } from '../../run/partial-name.js';
import { prepare } from '../../run/prepare.js';
import { prepareToResume, readPartial } from '../../run/resume.js';
import { meansOf, openSetting } from '../../run/setting.js';
import { EXIT_DONE, type ExitCode, printMessage, printText, runCommand } from '../output.js';
import { typedBeside } from '../typed-options.js';
import { measureAndFinish } from './measuring.js';
import { addMeasuringOptions, type MeasuringOptions } from './measuring-options.js';

export function addRun(program: Command): void {
  addMeasuringOptions(program.command('run'))
    .option('--guest <names>', 'paging modes of the guest, comma separated, or all')
    .option('--calls <names>', 'in scope init: full, early or all (default: full)')
    .option('--replan <file>', "repeat a result file's plan, seed included")
    .option('--resume <file>', 'go on with a run that was cut short, of run or boot')
    .action(runCommand(run));
}

interface Options extends MeasuringOptions {
  replan?: string;
  resume?: string;
}

async function run(options: Options, command: Command) {
  const repeated = (['resume', 'replan'] as const).find((name) => options[name] !== undefined);
  if (repeated !== undefined) refusePlanOptions(command, repeated);
  if (options.resume !== undefined) return resume(options.resume, options);
  const setting = openSetting();
  const prepared = await prepare(planOf(options, meansOf(setting)));
  return measureAndFinish(prepared, setting, options);
}

/** Into the result that the partial one was to become, unless told otherwise. */
async function resume(file: string, options: MeasuringOptions): Promise<ExitCode> {
  const partial = readPartial(file);
  if (partial.complete) {
    printMessage(`nothing left to do: ${file} is complete; kvm-mmu-bench report shows it`);
    if (options.json) printText(serialiseResult(partial));
    return EXIT_DONE;
  }
  const setting = openSetting();
  const { before, ...prepared } = await prepareToResume(file, partial, setting);
  const output = options.output ?? outputOf(file) ?? undefined;
  return measureAndFinish(
    prepared,
    setting,
    { ...options, ...(output === undefined ? {} : { output }) },
    { path: file, before },
  );
}

function planOf({ replan, ...options }: Options, means: Means): Plan {
  return replan === undefined
    ? planCells(options, means)
    : checkPlan(readResult(replan).plan, means);
}

/** What may stand beside --replan and --resume: where the result goes, and how. */
const OUTPUT_OPTIONS = ['output', 'json', 'full'];

const REPEATING = {
  replan: '--replan repeats a plan as it is',
  resume: '--resume goes on with a plan as it is',
};

function refusePlanOptions(command: Command, repeated: keyof typeof REPEATING): void {
  const others = typedBeside(command, [...OUTPUT_OPTIONS, repeated]);
  if (others.length > 0) {
    throw new UsageError(`${REPEATING[repeated]}: leave out ${others.join(', ')}`);
  }
}
