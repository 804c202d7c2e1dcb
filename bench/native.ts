/**
 * The main job, `npm run bench:native [-- --quick] [-- --json]`: benny over whole boots, the measured
 * matrix, the boots replayed, the answer; as tables, as a file and as a page.
 */

import { Command } from 'commander';
import { finish, keeping } from '../src/cli/finish.js';
import { interruptible } from '../src/cli/interruptible.js';
import { printMessage, runCommand } from '../src/cli/output.js';
import { renderReport, reportBeside } from '../src/cli/report-file.js';
import { withProgress } from '../src/cli/with-progress.js';
import type { Explained } from '../src/explain/explain.js';
import { HYPOTHESES } from '../src/explain/hypotheses/hypotheses.js';
import type { Effort } from '../src/explain/lab/lab.js';
import { THREAD_LAYOUT } from '../src/explain/thread.js';
import type { RunOptions } from '../src/plan/options.js';
import { DEFAULT_WORKLOAD, joinPlans, planBoots, planCells } from '../src/plan/plan.js';
import type { Plan } from '../src/plan/types.js';
import type { CrossCheck } from '../src/report/result.js';
import { checkWritable, writeText } from '../src/report/write.js';
import { EFFORTS } from '../src/run/efforts.js';
import { prepare } from '../src/run/prepare.js';
import { type Outcome, ResultFile } from '../src/run/result-file.js';
import { explainHere } from '../src/run/run-explanation.js';
import { carryOut } from '../src/run/run-plan.js';
import { meansOf, openSetting, type Setting } from '../src/run/setting.js';
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
  const page = reportBeside(options.output);
  const files = [options.output, ...(page === null ? [] : [page])];
  if (page !== null) checkWritable(page);
  const file = new ResultFile(options.output, { say: printMessage });
  printMessage(`results go to ${files.join(' and ')}; Ctrl-C keeps what is measured so far`);
  const extent = options.quick ? QUICK : FULL;
  const plan = makePlan(extent, options, setting);
  const signal = interruptible();
  const started = performance.now();
  const crossChecks = await bennyCrossChecks(extent, plan, setting);
  const command = ['npm run bench:native', ...(options.quick ? ['-- --quick'] : [])].join(' ');
  const prepared = await prepare(plan);
  const context = { ...setting, signal, command, crossChecks, follows: FOLLOWS, file };
  const outcome = await keeping(file, async () => {
    const measured = await withProgress('measuring', (onProgress) =>
      carryOut(prepared, { ...context, onProgress }),
    );
    const all = (explained: Explained) => withExplanation(measured, explained, started);
    if (signal.aborted) return measured;
    return all(
      await explainShortly(extent.effort, plan, context, (soFar) => file.offer(() => all(soFar()))),
    );
  });
  const code = finish(outcome, { json: options.json ?? false, file, full: options.full ?? false });
  if (page !== null && outcome.result.complete) {
    writeText(page, await renderReport([{ source: options.output, result: outcome.result }]));
    printMessage(`report written to ${page}`);
  }
  return code;
}

/** For whoever resumes the rest. */
const FOLLOWS = 'the explanation, which kvm-mmu-bench explain makes';

/** Every hypothesis and the ledger; the sweep takes too long. */
function explainShortly(
  effort: Effort,
  plan: Plan,
  context: Setting & { signal: AbortSignal },
  onStep: (soFar: () => Explained) => void,
) {
  const { phase = 0 } = context.registry.layouts.find(({ name }) => name === THREAD_LAYOUT) ?? {};
  const request = {
    plan: { hypotheses: HYPOTHESES, between: [], ledger: true },
    effort,
    place: { layout: THREAD_LAYOUT, phase, cpu: plan.cpu, seed: plan.seed },
  };
  return withProgress('explaining', (onProgress) =>
    explainHere(request, context, { signal: context.signal, onProgress }, onStep),
  );
}

function withExplanation(
  { result, interrupted }: Outcome,
  { explanation, complete }: Explained,
  startedMs: number,
): Outcome {
  return {
    result: {
      ...result,
      ...explanation,
      complete: result.complete && complete,
      wallSeconds: (performance.now() - startedMs) / 1000,
    },
    interrupted,
  };
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
  const workload = await loadWorkload(DEFAULT_WORKLOAD);
  return withProgress('benny', (onProgress) =>
    runBenny({
      addon,
      layout: BENNY_LAYOUT,
      phase: registry.layouts.find(({ name }) => name === BENNY_LAYOUT)?.phase ?? 0,
      strategies,
      workload,
      tscHz: native.tscHz,
      cpu: plan.cpu,
      secondsPerStrategy: bennySecondsPerStrategy,
      onCase: (done, strategy) => onProgress(done / strategies.length, strategy),
    }),
  );
}

const program = new Command('npm run bench:native --')
  .description('compare field-by-field writes with memcpy on real SMM transitions')
  .option('--quick', 'at most 10 s: two layouts, two states')
  .option('--full', 'print every table')
  .option('--json', 'print the result as JSON and nothing else')
  .option('--output <file>', 'where the result goes; of X.json the report to X.html', OUTPUT)
  .action(runCommand(benchNative));

await program.parseAsync();
