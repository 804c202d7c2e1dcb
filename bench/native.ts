/**
 * The main job, `npm run bench:native [-- --quick] [-- --json]`: benny over whole boots, the measured
 * matrix, the boots replayed, the answer.
 */

import { Command } from 'commander';
import { EFFORTS, explainHere } from '../src/cli/explaining.js';
import { finish } from '../src/cli/finish.js';
import { printMessage, runCommand } from '../src/cli/output.js';
import { loadWorkloads, meansOf, runPlan, type Setting } from '../src/cli/pipeline.js';
import { createProgress } from '../src/cli/progress.js';
import { interruptible, openSetting } from '../src/cli/setting.js';
import type { Explained } from '../src/explain/explain.js';
import { HYPOTHESES } from '../src/explain/hypotheses/hypotheses.js';
import type { Effort } from '../src/explain/lab/lab.js';
import { THREAD_LAYOUT } from '../src/explain/thread.js';
import type { RunOptions } from '../src/plan/options.js';
import { DEFAULT_WORKLOAD, joinPlans, planBoots, planCells } from '../src/plan/plan.js';
import type { Plan } from '../src/plan/types.js';
import type { CrossCheck, Result } from '../src/report/result.js';
import { checkWritable } from '../src/report/write.js';
import { loadWorkload } from '../src/workload/workloads.js';
import { runBenny } from './benny-boots.js';

const OUTPUT = 'results/latest.json';

/** The layout that benny runs: the first of the thread's two trees to be a release. */
const BENNY_LAYOUT = 'v5.17';

interface Extent {
  bennySecondsPerStrategy: number;
  cells: RunOptions[];
  boots: RunOptions[];
  effort: Effort;
}

/** Budgets in seconds: with benny and start-up they stay below 60 s, and 10 s for the quick one. */
const FULL: Extent = {
  bennySecondsPerStrategy: 0.4,
  cells: [
    { budget: '10.5' },
    { layout: 'v5.17', guest: 'four-level', state: 'hot,dram', retirement: 'drained', budget: '2' },
    {
      layout: 'v5.16,v6.1',
      scope: 'init',
      state: 'hot,dram',
      retirement: 'drained',
      budget: '2.5',
    },
  ],
  boots: [
    { workload: 'thread-600', layout: 'v5.16,v5.17', state: 'hot,l1-evicted,dram', budget: '6' },
    { workload: 'pc-virtioblk-readloop', layout: 'v5.16', state: 'dram,recorded', budget: '4' },
    {
      workload: 'q35-ovmf-secboot-kernel',
      layout: 'v5.16',
      scope: 'init',
      state: 'dram',
      budget: '2',
    },
  ],
  effort: EFFORTS.short,
};

const QUICK: Extent = {
  bennySecondsPerStrategy: 0.06,
  cells: [{ layout: 'v5.16,v5.17', state: 'hot,dram', retirement: 'drained', budget: '1' }],
  boots: [
    { workload: 'thread-600', layout: 'v5.16', state: 'dram', budget: '0.5' },
    { workload: 'pc-kernel', layout: 'v5.16', state: 'dram,recorded', budget: '0.3' },
  ],
  effort: EFFORTS.shortest,
};

interface Options {
  quick?: boolean;
  json?: boolean;
  full?: boolean;
  output: string;
}

async function benchNative(options: Options) {
  const setting = openSetting();
  checkWritable(options.output);
  printMessage(`results go to ${options.output}; Ctrl-C keeps what is measured so far`);
  const extent = options.quick ? QUICK : FULL;
  const plan = makePlan(extent, options, setting);
  const signal = interruptible();
  const started = performance.now();
  const crossChecks = await bennyCrossChecks(extent, plan, setting);
  const command = ['npm run bench:native', ...(options.quick ? ['-- --quick'] : [])].join(' ');
  const measured = await runPlan(plan, {
    ...setting,
    workloads: await loadWorkloads(plan),
    signal,
    command,
    crossChecks,
  });
  const result = signal.aborted
    ? measured
    : withExplanation(measured, await explainShortly(extent.effort, plan, setting, signal));
  return finish(
    { ...result, wallSeconds: (performance.now() - started) / 1000 },
    { json: options.json ?? false, output: options.output, full: options.full ?? false },
  );
}

/** Every hypothesis and the ledger; the sweep takes too long. */
function explainShortly(effort: Effort, plan: Plan, setting: Setting, signal: AbortSignal) {
  const { phase = 0 } = setting.registry.layouts.find(({ name }) => name === THREAD_LAYOUT) ?? {};
  return explainHere(
    { hypotheses: HYPOTHESES, between: [], ledger: true },
    effort,
    { layout: THREAD_LAYOUT, phase, cpu: plan.cpu, seed: plan.seed },
    setting,
    signal,
  );
}

function withExplanation(result: Result, { explanation, complete }: Explained): Result {
  return { ...result, ...explanation, complete: result.complete && complete };
}

function makePlan(extent: Extent, { quick }: Options, setting: Setting): Plan {
  const means = meansOf(setting);
  return [
    ...extent.cells.map((cells) => planCells({ ...cells, quick }, means)),
    ...extent.boots.map((boots) => planBoots({ retirement: 'drained', ...boots, quick }, means)),
  ].reduce(joinPlans);
}

async function bennyCrossChecks(
  { bennySecondsPerStrategy }: Extent,
  plan: Plan,
  { addon, registry, native }: Setting,
): Promise<CrossCheck[]> {
  const strategies = registry.strategies
    .filter(({ control, unavailable }) => !control && unavailable === null)
    .map(({ name }) => name);
  const progress = createProgress({
    stream: process.stderr,
    total: strategies.length,
    label: 'benny',
  });
  try {
    return await runBenny({
      addon,
      layout: BENNY_LAYOUT,
      phase: registry.layouts.find(({ name }) => name === BENNY_LAYOUT)?.phase ?? 0,
      strategies,
      workload: await loadWorkload(DEFAULT_WORKLOAD),
      tscHz: native.tscHz,
      cpu: plan.cpu,
      secondsPerStrategy: bennySecondsPerStrategy,
      onCase: (done, strategy) => progress.update(done, strategy),
    });
  } finally {
    progress.stop();
  }
}

const program = new Command('npm run bench:native --')
  .description('compare field-by-field writes with memcpy on real SMM transitions')
  .option('--quick', 'at most 10 s: two layouts, two states')
  .option('--full', 'print every table')
  .option('--json', 'print the result as JSON and nothing else')
  .option('--output <file>', 'where the result goes', OUTPUT)
  .action(runCommand(benchNative));

await program.parseAsync();
