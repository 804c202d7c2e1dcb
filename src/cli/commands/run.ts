/** `run`: banks of vCPU blocks, one cell for each combination of what was asked for. */

import type { Command } from 'commander';
import { UsageError } from '../../errors.js';
import { checkPlan } from '../../plan/check.js';
import { planCells } from '../../plan/plan.js';
import { readResult } from '../../report/read.js';
import { checkWritable } from '../../report/write.js';
import { finish } from '../finish.js';
import { commandLine, runCommand } from '../output.js';
import { loadWorkloads, meansOf, requireRecordings, runPlan } from '../pipeline.js';
import { interruptible, openSetting } from '../setting.js';
import { addMeasuringOptions, type MeasuringOptions } from './measuring-options.js';

export function addRun(program: Command): void {
  addMeasuringOptions(program.command('run'))
    .description('measure full resets by layout, cache state, retirement and strategy')
    .option('--guest <names>', 'paging modes of the guest, comma separated, or all')
    .option('--calls <names>', 'in scope init: full, early or all (default: full)')
    .option('--replan <file>', "repeat a result file's plan, seed included")
    .action(runCommand(run));
}

interface Options extends MeasuringOptions {
  replan?: string;
}

async function run(options: Options, command: Command) {
  if (options.replan !== undefined) refusePlanOptions(command);
  const setting = openSetting();
  const means = meansOf(setting);
  const plan =
    options.replan === undefined
      ? planCells(options, means)
      : checkPlan(readResult(options.replan).plan, means);
  const workloads = await loadWorkloads(plan);
  requireRecordings(plan, workloads);
  if (options.output !== undefined) checkWritable(options.output);
  const context = { ...setting, workloads, signal: interruptible(), command: commandLine() };
  return finish(await runPlan(plan, context), {
    json: options.json ?? false,
    output: options.output ?? null,
    full: options.full ?? false,
  });
}

/** What may stand beside --replan: where the result goes, and how. */
const OUTPUT_OPTIONS = new Set(['replan', 'output', 'json', 'full']);

function refusePlanOptions(command: Command): void {
  const others = command.options
    .filter((option) => command.getOptionValueSource(option.attributeName()) === 'cli')
    .filter((option) => !OUTPUT_OPTIONS.has(option.attributeName()))
    .map(({ long }) => long);
  if (others.length > 0) {
    throw new UsageError(`--replan repeats a plan as it is: leave out ${others.join(', ')}`);
  }
}
