/** `perf limit`: how close the strategies come to what llvm-mca says the CPU allows. */

import type { Command } from 'commander';
import { compareLimits, type LimitPlan, modelLimits } from '../../../perf/limit.js';
import { cpuModelFor } from '../../../perf/limit-cpu.js';
import { knownCpus } from '../../../perf/limit-mca.js';
import { LLVM_MCA, OBJDUMP, requireTool } from '../../../perf/tool.js';
import { planCells } from '../../../plan/plan.js';
import type { Plan } from '../../../plan/types.js';
import { limitReport } from '../../../report/perf-limit-table.js';
import { textOptions } from '../../../report/tables.js';
import { prepare } from '../../../run/prepare.js';
import { runPlan } from '../../../run/run-plan.js';
import { meansOf, openSetting } from '../../../run/setting.js';
import { interruptible } from '../../interruptible.js';
import { commandLine, printJson, printText, runCommand, wantsColour } from '../../output.js';
import { withProgress } from '../../with-progress.js';

interface Options {
  layout: string;
  strategy: string;
  guest: string;
  json?: boolean;
}

export function addLimit(perf: Command): void {
  perf
    .command('limit')
    .description('compare measured cycles with the best that the CPU allows (llvm-mca)')
    .option('--layout <names>', 'layouts, comma separated, or all', 'v5.17')
    .option('--strategy <names>', 'strategies, comma separated, or all', 'all')
    .option('--guest <names>', 'paging modes of the guest, comma separated, or all', 'unpaged')
    .option('--json', 'print JSON and nothing else')
    .action(runCommand(limit));
}

/** What llvm-mca models: nothing missing, nothing waited for between calls. */
const AT_ITS_BEST = { state: 'hot', retirement: 'overlapped', scope: 'writes', path: 'tdp' };

async function limit(options: Options) {
  const setting = openSetting();
  const { layout, strategy, guest } = options;
  const chosen = { layout, strategy, guest, ...AT_ITS_BEST, quick: true };
  const plan = planCells(chosen, meansOf(setting));
  const tool = versionLine(requireTool(LLVM_MCA, 'perf limit'));
  requireTool(OBJDUMP, 'perf limit');
  const signal = interruptible();
  const cpuModel = cpuModelFor(setting.native, await knownCpus(signal));
  const modelled = await modelWithProgress(limitPlans(plan), cpuModel.name, signal);
  const context = { ...setting, signal, command: commandLine() };
  const prepared = await prepare(plan);
  const { cells, warnings } = await withProgress('measuring', (onProgress) =>
    runPlan(prepared, { ...context, onProgress }),
  );
  signal.throwIfAborted();
  const { coreHz } = setting.native;
  const limits = compareLimits(modelled, cells, coreHz);
  const { compiler } = setting.registry;
  const report = { tool, cpuModel, compiler, coreHz, limits, skipped: plan.skipped, warnings };
  if (options.json) {
    printJson(report);
  } else {
    const text = textOptions(process.stdout.columns, wantsColour(process.stdout));
    printText(limitReport(report, text));
  }
  return undefined;
}

function modelWithProgress(plans: readonly LimitPlan[], cpu: string, signal: AbortSignal) {
  return withProgress('modelling', (onProgress) => {
    const onDone = (done: number) =>
      onProgress(done / plans.length, `${done} of ${plans.length} functions`);
    return modelLimits(plans, { cpu, signal, onDone });
  });
}

/** Strategies of one place may be in several cells. */
function limitPlans({ cells }: Plan): LimitPlan[] {
  return cells.flatMap(({ layout, guest, strategies }) =>
    strategies.map((strategy) => ({ layout, guest, strategy })),
  );
}

/** `llvm-mca --version` says it in its second line or its first. */
function versionLine(version: string): string {
  const lines = version.split('\n').map((line) => line.trim());
  return lines.find((line) => line.includes('version')) ?? 'of unknown version';
}
