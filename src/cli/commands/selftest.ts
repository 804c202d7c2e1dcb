/** `selftest`: what can this host and this instrument resolve together? */

import type { Command } from 'commander';
import { pickCpu, pickInteger } from '../../plan/options.js';
import { selfTestReport } from '../../report/selftest-tables.js';
import { textOptions } from '../../report/tables.js';
import { openSetting } from '../../run/setting.js';
import { runSelfTest } from '../../selftest/selftest.js';
import { interruptible } from '../interruptible.js';
import {
  EXIT_DONE,
  EXIT_FAILED,
  printJson,
  printText,
  runCommand,
  wantsColour,
} from '../output.js';
import { createProgress } from '../progress.js';

interface Options {
  cpu?: string;
  seed?: string;
  json?: boolean;
}

/** Steps of the progress display: the test's duration is not known beforehand. */
const ABOUT_SECONDS = 15;

export function addSelfTest(program: Command): void {
  program
    .command('selftest')
    .option('--cpu <n>', 'logical CPU to measure on (default: the last allowed one)')
    .option('--seed <n>', 'of orders and placements', '600')
    .option('--json', 'print JSON and nothing else')
    .action(runCommand(selfTest));
}

async function selfTest(options: Options) {
  const { addon, registry, native } = openSetting();
  const layout = registry.layouts[0];
  if (layout === undefined) throw new Error('this build has no layout');
  const progress = createProgress({
    stream: process.stderr,
    total: ABOUT_SECONDS,
    label: 'self-test',
  });
  const start = performance.now();
  const lab = {
    bench: {
      addon,
      registry,
      layouts: [],
      tscHz: native.tscHz,
      tscStepTicks: native.tscStepTicks,
      workloads: new Map(),
    },
    layout: layout.name,
    phase: layout.phase,
    rules: layout.rules[0] ?? '',
    cpu: pickCpu(options.cpu, native.allowedCpus),
    seed: pickInteger('--seed', options.seed ?? '0', 0, 2 ** 40),
    signal: interruptible(),
    onProgress: (label: string) => progress.update((performance.now() - start) / 1000, label),
  };
  try {
    const states = registry.states.map(({ name }) => name);
    const result = await runSelfTest(lab, native, states);
    progress.stop();
    if (options.json) printJson(result);
    else {
      const text = textOptions(process.stdout.columns, wantsColour(process.stdout));
      printText(selfTestReport(result, text));
    }
    return result.passed ? EXIT_DONE : EXIT_FAILED;
  } finally {
    progress.stop();
  }
}
