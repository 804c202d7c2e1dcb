/** `boot`: whole boots replayed on one vCPU block, transition by transition. */

import type { Command } from 'commander';
import { planBoots } from '../../plan/plan.js';
import { checkWritable } from '../../report/write.js';
import { finish } from '../finish.js';
import { commandLine, runCommand } from '../output.js';
import { loadWorkloads, meansOf, runPlan } from '../pipeline.js';
import { interruptible, openSetting } from '../setting.js';
import { addMeasuringOptions, type MeasuringOptions } from './measuring-options.js';

/** The l2-evicted state sweeps megabytes before each transition, so it has to be asked for. */
const QUICK_STATES = 'hot,l1-evicted,dram';

export function addBoot(program: Command): void {
  addMeasuringOptions(program.command('boot'))
    .description("replay a boot's SMM transitions, each put into the cache state and timed")
    .action(runCommand(boot));
}

async function boot(options: MeasuringOptions) {
  const setting = openSetting();
  const asked = { ...options, state: options.state ?? QUICK_STATES };
  const plan = planBoots(
    { ...asked, retirement: options.retirement ?? 'drained' },
    meansOf(setting),
  );
  const workloads = loadWorkloads(plan);
  if (options.output !== undefined) checkWritable(options.output);
  const context = { ...setting, workloads, signal: interruptible(), command: commandLine() };
  return finish(await runPlan(plan, context), {
    json: options.json ?? false,
    output: options.output ?? null,
    full: options.full ?? false,
  });
}
