/**
 * `npm run profile:perf [-- STRATEGY STATE] [--layout NAME] [--seconds N] [--output FOLDER] [--json]`:
 * one strategy's resets under perf, as tables and a flame graph.
 */

import { Command } from 'commander';
import { interruptible } from '../src/cli/interruptible.js';
import { printJson, printText, runCommand, wantsColour } from '../src/cli/output.js';
import { createProgress } from '../src/cli/progress.js';
import { UsageError } from '../src/errors.js';
import { loadAddon } from '../src/host/addon.js';
import { type Profile, type ProfileRequest, profile } from '../src/perf/profile.js';
import { pickCellStates, pickNames, pickPositive, pickStrategies } from '../src/plan/options.js';
import { profileReport } from '../src/report/perf-profile.js';
import { textOptions } from '../src/report/tables.js';

const OUTPUT = 'results/profile';
/** A second makes some 32 MB of stacks and 30 MB of text of them. */
const MOST_SECONDS = 15;
/** Trials before the samples, perf's own reading after them. */
const SECONDS_AROUND = 4;
const PROGRESS_EVERY_MS = 500;

interface Options {
  layout: string;
  seconds: string;
  output: string;
  json?: boolean;
}

async function profilePerf(strategy: string, state: string, options: Options) {
  const request = requestOf(strategy, state, options);
  const found = await profileWithProgress(request, interruptible());
  if (options.json) printJson(found);
  else {
    printText(
      profileReport(found, textOptions(process.stdout.columns, wantsColour(process.stdout))),
    );
  }
  return undefined;
}

/** One of each: a profile of several would show none of them. */
function requestOf(strategy: string, state: string, options: Options): ProfileRequest {
  const registry = loadAddon().registry();
  const layouts = registry.layouts.map(({ name }) => name);
  return {
    layout: single('layout', pickNames('layout', options.layout, layouts)),
    strategy: single('strategy', pickStrategies(strategy, registry).groups.flat()),
    state: single('state', pickCellStates(state, registry)),
    seconds: pickPositive('--seconds', options.seconds, 0.5, MOST_SECONDS),
    output: options.output,
  };
}

function single(kind: string, names: readonly string[]): string {
  const [name, ...others] = names;
  if (name !== undefined && others.length === 0) return name;
  throw new UsageError(`one ${kind} can be profiled at a time, not ${names.length}: name one`);
}

async function profileWithProgress(request: ProfileRequest, signal: AbortSignal): Promise<Profile> {
  const start = performance.now();
  const total = request.seconds + SECONDS_AROUND;
  const progress = createProgress({ stream: process.stderr, total, label: 'profiling' });
  let step = 'starting';
  const show = () => progress.update((performance.now() - start) / 1000, step);
  const timer = setInterval(show, PROGRESS_EVERY_MS);
  try {
    return await profile(request, {
      signal,
      onStep: (label) => {
        step = label;
        show();
      },
    });
  } finally {
    clearInterval(timer);
    progress.stop();
  }
}

await new Command('npm run profile:perf --')
  .description("sample a strategy's resets with perf: functions, instructions, a flame graph")
  .argument('[strategy]', 'strategy; kvm-mmu-bench list strategies shows all', 'field-by-field')
  .argument('[state]', 'cache state; kvm-mmu-bench list states shows all', 'hot')
  .option('--layout <name>', 'layout; kvm-mmu-bench list layouts shows all', 'v5.17')
  .option('--seconds <n>', `of sampling, at most ${MOST_SECONDS}`, '3')
  .option('--output <folder>', 'where the flame graph and the stacks go', OUTPUT)
  .option('--json', 'print the profile as JSON and nothing else')
  .action(runCommand(profilePerf))
  .parseAsync();
