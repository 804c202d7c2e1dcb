/** `run`: banks of vCPU blocks, one cell for each combination of what was asked for. */

import type { Command } from 'commander';
import { planCells } from '../../plan/plan.js';
import { checkWritable } from '../../report/write.js';
import { finish } from '../finish.js';
import { commandLine, runCommand } from '../output.js';
import { runPlan } from '../pipeline.js';
import { interruptible, openSetting } from '../setting.js';
import { addMeasuringOptions, type MeasuringOptions } from './measuring-options.js';

export function addRun(program: Command): void {
  addMeasuringOptions(program.command('run'))
    .description('measure full resets by layout, cache state, retirement and strategy')
    .option('--guest <names>', 'paging modes of the guest, comma separated, or all', 'unpaged')
    .action(runCommand(run));
}

async function run(options: MeasuringOptions) {
  const setting = openSetting();
  const plan = planCells(options, { ...setting, allowedCpus: setting.native.allowedCpus });
  if (options.output !== undefined) checkWritable(options.output);
  const context = { ...setting, signal: interruptible(), command: commandLine() };
  return finish(await runPlan(plan, context), {
    json: options.json ?? false,
    output: options.output ?? null,
    full: options.full ?? false,
  });
}
