/** `boot`: whole boots replayed on one vCPU block, transition by transition. */

import type { Command } from 'commander';
import { planBoots } from '../../plan/plan.js';
import { type Plan, RECORDED } from '../../plan/types.js';
import { checkWritable } from '../../report/write.js';
import type { Workload } from '../../workload/types.js';
import { finish } from '../finish.js';
import { commandLine, runCommand } from '../output.js';
import {
  hasItsRecording,
  loadWorkloads,
  meansOf,
  requireRecordings,
  runPlan,
} from '../pipeline.js';
import { interruptible, openSetting } from '../setting.js';
import { addMeasuringOptions, type MeasuringOptions } from './measuring-options.js';

/** The l2-evicted state sweeps megabytes before each transition, so it has to be asked for. */
const QUICK_STATES = `hot,l1-evicted,dram,${RECORDED}`;

export function addBoot(program: Command): void {
  addMeasuringOptions(program.command('boot'))
    .description("replay a boot's SMM transitions, each put into the cache state and timed")
    .option('--vcpus <n>', 'vCPUs that boot at a time, each in a block of its own (1)')
    .option('--threads <n>', 'threads that they share (as many as CPUs allow)')
    .action(runCommand(boot));
}

async function boot(options: MeasuringOptions) {
  const setting = openSetting();
  const asked = { ...options, state: options.state ?? QUICK_STATES };
  const everything = planBoots(
    { ...asked, retirement: options.retirement ?? 'drained' },
    meansOf(setting),
  );
  const workloads = await loadWorkloads(everything);
  const isOpen = options.state === undefined || asked.state.split(',').includes('all');
  const plan = isOpen ? withoutUnrecorded(everything, workloads) : everything;
  requireRecordings(plan, workloads);
  if (options.output !== undefined) checkWritable(options.output);
  const context = { ...setting, workloads, signal: interruptible(), command: commandLine() };
  return finish(await runPlan(plan, context), {
    json: options.json ?? false,
    output: options.output ?? null,
    full: options.full ?? false,
  });
}

/** Where no state was asked for by name, a model's guest is not replayed: there is no record of it. */
function withoutUnrecorded(plan: Plan, workloads: ReadonlyMap<string, Workload>): Plan {
  return { ...plan, boots: plan.boots.filter((boot) => hasItsRecording(boot, workloads)) };
}
