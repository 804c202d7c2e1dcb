/** `explain`: why 36 µs? One experiment per hypothesis, the ledger, the sweep, a conclusion. */

import { freemem } from 'node:os';
import type { Command } from 'commander';
import { excerpt, UsageError } from '../../errors.js';
import { EXITS, type Exit } from '../../explain/between.js';
import { countDisturbances, type JobHealth, measuringShare } from '../../explain/disturbances.js';
import { type ExplainPlan, jobsOf } from '../../explain/explain.js';
import { HYPOTHESES } from '../../explain/hypotheses/hypotheses.js';
import type { Effort } from '../../explain/lab/lab.js';
import { THREAD_LAYOUT } from '../../explain/thread.js';
import { formatBytes } from '../../format.js';
import type { NativeRegistry } from '../../host/native.js';
import { pickCpu, pickInteger, pickNames, pickPhase } from '../../plan/options.js';
import { DEFAULT_WORKLOAD } from '../../plan/plan.js';
import type { Plan } from '../../plan/types.js';
import { warningsBlock } from '../../report/checks-tables.js';
import { explanationReport, isExplained } from '../../report/explain-tables.js';
import { hostBlock } from '../../report/host-block.js';
import { readResult } from '../../report/read.js';
import type { Result } from '../../report/result.js';
import { textOptions } from '../../report/tables.js';
import { checkWritable, serialiseResult, writeResult } from '../../report/write.js';
import { usableRounds } from '../../stats/rounds.js';
import { EFFORTS, explainHere, footprints, type Place, SWEEP_BYTES } from '../explaining.js';
import {
  commandLine,
  EXIT_DONE,
  EXIT_INTERRUPTED,
  type ExitCode,
  printMessage,
  printText,
  runCommand,
  wantsColour,
} from '../output.js';
import { emptyResult } from '../pipeline.js';
import { interruptible, openSetting } from '../setting.js';

interface Options {
  hypothesis: string;
  between: string;
  sweep?: string;
  layout: string;
  phase?: string;
  cpu?: string;
  seed: string;
  quick?: boolean;
  output?: string;
  json?: boolean;
}

const NONE = 'none';

export function addExplain(program: Command): void {
  program
    .command('explain')
    .argument('[file]', 'a result that holds an explanation; without it, measure')
    .description('why 36 µs: one experiment per hypothesis, a ledger, a sweep, a conclusion')
    .option('--hypothesis <ids>', 'H1 to H10, comma separated, all or none', 'all')
    .option(
      '--between <names>',
      'real exits between resets: kvm-exit, cpuid-exit, all or none',
      'all',
    )
    .option('--sweep <from..to>', "a guest's footprint, as 0..64M, or none (quick: 0..16M)")
    .option(
      '--layout <name>',
      "layout of the experiments that don't choose their own",
      THREAD_LAYOUT,
    )
    .option('--phase <bytes>', "struct's offset in its first line, 0 to 56 in steps of 8")
    .option('--cpu <n>', 'logical CPU to measure on (default: the last allowed one)')
    .option('--seed <n>', 'of orders and placements', '600')
    .option('--output <file>', 'also write the result as JSON')
    .option('--quick', 'within 30 s')
    .option('--json', 'print the result as JSON and nothing else')
    .action(runCommand(explainCommand));
}

async function explainCommand(file: string | undefined, options: Options): Promise<ExitCode> {
  if (file !== undefined && options.output !== undefined) {
    throw new UsageError(`--output is for measuring: ${file} is only printed; copy it instead`);
  }
  const result = file === undefined ? await measured(options) : explainedIn(file);
  if (options.json) {
    printText(serialiseResult(result));
  } else {
    const text = textOptions(process.stdout.columns, wantsColour(process.stdout));
    const warnings = result.warnings.length > 0 ? [warningsBlock(result, text)] : [];
    printText([hostBlock(result, text), ...warnings, explanationReport(result, text)].join('\n\n'));
  }
  if (options.output !== undefined && file === undefined) {
    printMessage(`result written to ${options.output}`);
  }
  return result.complete || file !== undefined ? EXIT_DONE : EXIT_INTERRUPTED;
}

function explainedIn(file: string): Result {
  const result = readResult(file);
  if (isExplained(result)) return result;
  throw new UsageError(
    `${file} holds no explanation: make one with kvm-mmu-bench explain --output FILE`,
  );
}

async function measured(options: Options): Promise<Result> {
  const plan: ExplainPlan = {
    hypotheses: pickHypotheses(options.hypothesis),
    between: pickExits(options.between),
    ledger: options.hypothesis === 'all',
  };
  const usual = options.quick ? EFFORTS.quick : EFFORTS.full;
  const effort: Effort = { ...usual, footprints: pickFootprints(options.sweep, usual.footprints) };
  if (jobsOf(plan, effort) === 0) {
    throw new UsageError(
      'nothing to measure: not all of --hypothesis, --between, --sweep can be none',
    );
  }
  const setting = openSetting();
  const place = pickPlace(options, setting.registry, setting.native.allowedCpus);
  if (options.output !== undefined) checkWritable(options.output);
  const start = performance.now();
  const explained = await explainHere(plan, effort, place, setting, interruptible());
  const empty = emptyResult(planOf(place, effort), { ...setting, command: commandLine() });
  const result: Result = {
    ...empty,
    warnings: [...empty.warnings, ...disturbedWarning(explained.jobs)],
    ...explained.explanation,
    complete: explained.complete,
    disturbances: countDisturbances(explained.jobs),
    measuringShare: measuringShare(explained.jobs),
    wallSeconds: (performance.now() - start) / 1000,
  };
  if (options.output !== undefined) writeResult(options.output, result);
  return result;
}

function disturbedWarning(jobs: readonly JobHealth[]): string[] {
  const noisy = jobs.filter(({ disturbances }) => usableRounds(disturbances).tooNoisy).length;
  if (noisy === 0) return [];
  return [
    `too noisy: ${noisy} of ${jobs.length} experiments were disturbed in nearly every round, so their ` +
      'numbers decide nothing; stop what competes for the CPU, or give --cpu another',
  ];
}

function pickHypotheses(list: string): ExplainPlan['hypotheses'] {
  if (list === NONE) return [];
  const ids = HYPOTHESES.map(({ id }) => id);
  const asWritten = (name: string) =>
    ids.find((id) => id.toLowerCase() === name.trim().toLowerCase()) ?? name;
  const wanted = pickNames('hypothesis', list.split(',').map(asWritten).join(','), ids);
  return HYPOTHESES.filter(({ id }) => wanted.includes(id));
}

function pickExits(list: string): Exit[] {
  if (list === NONE) return [];
  const wanted = pickNames('exit', list, EXITS);
  return EXITS.filter((exit) => wanted.includes(exit));
}

function pickPlace(
  { layout, phase, cpu, seed }: Options,
  { layouts }: NativeRegistry,
  allowedCpus: readonly number[],
): Place {
  const [name, ...more] = pickNames(
    'layout',
    layout,
    layouts.map((each) => each.name),
  );
  const found = layouts.find((each) => each.name === name);
  if (found === undefined || more.length > 0) {
    throw new UsageError(`--layout takes one layout here, not ${excerpt(layout)}`);
  }
  return {
    layout: found.name,
    phase: pickPhase(phase) ?? found.phase,
    cpu: pickCpu(cpu, allowedCpus),
    seed: pickInteger('--seed', seed, 0, 2 ** 40),
  };
}

const UNITS: Readonly<Record<string, number>> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };

/** The native side takes no more. */
const MOST_BYTES = 1024 ** 3;

function pickFootprints(text: string | undefined, usual: readonly number[]): readonly number[] {
  if (text === undefined) return usual;
  if (text === NONE) return [];
  const [from, to, ...more] = text.split('..').map(pickBytes);
  if (from === undefined || to === undefined || more.length > 0) {
    throw new UsageError(`--sweep must be bounds as 0..64M, or none, not ${excerpt(text)}`);
  }
  if (from > to) throw new UsageError(`--sweep bounds are reversed: ${excerpt(text)}`);
  const room = Math.min(MOST_BYTES, freemem() / 2);
  if (to > room) {
    throw new UsageError(
      `--sweep ends at ${formatBytes(to)}, more than the ${formatBytes(room)} that can be had here`,
    );
  }
  const sizes = footprints(from, to);
  if (sizes.length > 0) return sizes;
  throw new UsageError(
    `--sweep ${excerpt(text)} holds no footprint: they are 0 and powers of two from ` +
      `${formatBytes(SWEEP_BYTES.least)}`,
  );
}

function pickBytes(text: string): number {
  const found = /^(\d+)([KMG]?)(iB|B)?$/i.exec(text.trim());
  const bytes = Number(found?.[1]) * (UNITS[found?.[2]?.toUpperCase() ?? ''] ?? Number.NaN);
  if (Number.isFinite(bytes)) return bytes;
  throw new UsageError(`--sweep: ${excerpt(text)} is no size: give bytes, or as 64K, 4M, 1G`);
}

/** What a result says of how it came about. */
function planOf({ cpu, seed }: Place, { secondsPerJob }: Effort): Plan {
  return {
    seed,
    cpu,
    budgetSeconds: secondsPerJob,
    targetCiNs: null,
    workload: DEFAULT_WORKLOAD,
    cells: [],
    boots: [],
    skipped: [],
    counters: [],
    uncounted: [],
  };
}
