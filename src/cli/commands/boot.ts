/** `boot`: whole boots replayed on one vCPU block, transition by transition. */

import type { Command } from 'commander';
import { prepareBoots } from '../../run/prepare.js';
import { meansOf, openSetting } from '../../run/setting.js';
import { runCommand } from '../output.js';
import { measureAndFinish } from './measuring.js';
import { addMeasuringOptions, type MeasuringOptions } from './measuring-options.js';

export function addBoot(program: Command): void {
  addMeasuringOptions(program.command('boot'))
    .option('--vcpus <n>', 'vCPUs that boot at a time, each in a block of its own (1)')
    .option('--threads <n>', 'threads that they share (as many as CPUs allow)')
    .action(runCommand(boot));
}

async function boot(options: MeasuringOptions) {
  const setting = openSetting();
  const prepared = await prepareBoots(options, meansOf(setting));
  return measureAndFinish(prepared, setting, options);
}
