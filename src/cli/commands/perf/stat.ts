/** `perf stat`: what the CPU counts per call of each strategy. */

import type { Command } from 'commander';
import { countStrategies } from '../../../perf/stat.js';
import { requirePerf } from '../../../perf/stat-run.js';
import type { StatResult } from '../../../perf/stat-types.js';
import {
  pickCellStates,
  pickCpu,
  pickInteger,
  pickNames,
  pickStrategies,
} from '../../../plan/options.js';
import { perfStatReport } from '../../../report/perf-stat-table.js';
import { textOptions } from '../../../report/tables.js';
import { openSetting } from '../../../run/setting.js';
import { interruptible } from '../../interruptible.js';
import { printJson, printText, runCommand, wantsColour } from '../../output.js';
import { createProgress } from '../../progress.js';

interface Options {
  layout: string;
  strategy: string;
  state: string;
  retirement: string;
  resets?: string;
  cpu?: string;
  json?: true;
}

const MOST_RESETS = 1e9;
const PROGRESS_STEPS = 1000;

export function addStat(perf: Command): void {
  perf
    .command('stat')
    .description('count stalls, misses and cycles per call of each strategy with perf stat')
    .option('--layout <names>', 'layouts, comma separated, or all', 'v5.17')
    .option('--strategy <names>', 'strategies, comma separated, or all', 'all')
    .option('--state <names>', 'cache states, comma separated, or all', 'hot')
    .option('--retirement <names>', 'overlapped, drained, or all', 'overlapped')
    .option('--resets <n>', 'per run (default: what 30 s for all runs of a state allow)')
    .option('--cpu <n>', 'logical CPU to measure on (default: the last allowed one)')
    .option('--json', 'print JSON and nothing else')
    .action(runCommand(stat));
}

async function stat(options: Options) {
  const { registry, native } = openSetting();
  const names = (items: readonly { name: string }[]) => items.map(({ name }) => name);
  const layouts = pickNames('layout', options.layout, names(registry.layouts));
  const states = pickCellStates(options.state, registry);
  const retirements = pickNames('retirement', options.retirement, names(registry.retirements));
  const { groups, skipped } = pickStrategies(options.strategy, registry);
  const { resets } = options;
  const request = {
    places: layouts.flatMap((layout) =>
      states.flatMap((state) => retirements.map((retirement) => ({ layout, state, retirement }))),
    ),
    strategies: groups.flat(),
    control: registry.control,
    resets: resets === undefined ? null : pickInteger('--resets', resets, 1, MOST_RESETS),
    cpu: pickCpu(options.cpu, native.allowedCpus),
    cpuVendor: native.cpuVendor,
    countersUnavailable: native.hardwareCountersUnavailable,
  };
  const perf = requirePerf(interruptible());
  const progress = createProgress({
    stream: process.stderr,
    total: PROGRESS_STEPS,
    label: 'counting',
  });
  const onProgress = (done: number, total: number, label: string) =>
    progress.update((PROGRESS_STEPS * done) / total, label);
  try {
    const counted = await countStrategies(perf, { ...request, onProgress });
    progress.stop();
    print({ ...counted, skipped }, options);
    return undefined;
  } finally {
    progress.stop();
  }
}

function print(result: StatResult, { json }: Options): void {
  if (json) printJson(result);
  else {
    const text = textOptions(process.stdout.columns, wantsColour(process.stdout));
    printText(perfStatReport(result, text));
  }
}
