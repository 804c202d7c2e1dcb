/** Resets run by valgrind's callgrind: instructions, writes and misses of a strategy's function, simulated. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../errors.js';
import { functionName, type StrategyFunction } from './disassemble.js';
import { replayArguments, replayPath } from './replay.js';
import { cacheOption, type SimulatedCaches } from './simulate-caches.js';
import { type Counts, countCalls, perCall } from './simulate-profile.js';
import { runTool, type Tool, type ToolOutput, VALGRIND } from './tool.js';

/** Any will do: no time is looked at. */
const TSC_HZ = 1_000_000_000;

/** One timed region of resets of one strategy. */
export interface SimulationPlan extends StrategyFunction {
  state: string;
}

export interface Simulation extends SimulationPlan {
  /** Null where it could not be simulated. */
  perCall: Counts | null;
  /** How many calls that is the mean of; null likewise. */
  calls: number | null;
  /** Why not, else null. */
  unavailable: string | null;
}

export interface SimulationOptions {
  caches: SimulatedCaches;
  /** Logical CPUs to run on, a simulation each. */
  cpus: readonly number[];
  signal: AbortSignal;
  onDone?(done: number, plan: SimulationPlan): void;
  tool?: Tool;
}

/** Each takes a hundred megabytes. */
const MOST_AT_A_TIME = 16;

/** clflush, which makes it, does nothing to callgrind's caches. */
const NOT_MODELLED = 'dram';

/** @throws UsageError if a state is asked for by name that callgrind cannot make */
export function simulatedStates(list: string, known: readonly string[]): string[] {
  const states = known.filter((state) => state !== NOT_MODELLED);
  if (list.split(',').some((name) => name.trim() === NOT_MODELLED)) {
    throw new UsageError(
      `state ${NOT_MODELLED} cannot be simulated: callgrind's caches ignore clflush, which makes ` +
        `it; expected ${states.slice(0, -1).join(', ')} or ${states.at(-1)}`,
    );
  }
  return states;
}

/** In the order of the plans. A failure ends those that still run before it is thrown. */
export async function simulateAll(
  plans: readonly SimulationPlan[],
  { caches, cpus, signal, onDone, tool = VALGRIND }: SimulationOptions,
): Promise<Simulation[]> {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const results: Simulation[] = [];
  const waiting = [...plans.entries()];
  let done = 0;
  const work = async (cpu: number) => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, plan] = next;
      results[index] = await simulate(plan, { caches, cpu, signal: either, tool });
      done += 1;
      onDone?.(done, plan);
    }
  };
  const workers = cpus.slice(0, Math.min(plans.length, MOST_AT_A_TIME)).map(async (cpu) => {
    try {
      await work(cpu);
    } catch (error) {
      // Only the first counts: the others' is that they were ended.
      failed.abort(error);
    }
  });
  await Promise.all(workers);
  either.throwIfAborted();
  return results;
}

interface OneOptions {
  caches: SimulatedCaches;
  cpu: number;
  signal: AbortSignal;
  tool: Tool;
}

async function simulate(plan: SimulationPlan, { caches, cpu, signal, tool }: OneOptions) {
  const folder = mkdtempSync(join(tmpdir(), 'kvm-mmu-bench-simulate-'));
  try {
    const file = join(folder, 'profile');
    const output = await runTool(tool, callgrindArguments(plan, caches, file, cpu), { signal });
    const unavailable = missingFeature(output);
    if (unavailable !== null) return { ...plan, perCall: null, calls: null, unavailable };
    return { ...plan, ...countRegion(plan, output, file), unavailable: null };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Both functions that time a region are named so. */
const REGION = 'bank_ticks<';

function callgrindArguments(
  { layout, strategy, state, guest, scope }: SimulationPlan,
  { instruction, data, last }: SimulatedCaches,
  file: string,
  cpu: number,
): string[] {
  return [
    ...['--tool=callgrind', '--quiet', '--cache-sim=yes'],
    ...[`--I1=${cacheOption(instruction)}`, `--D1=${cacheOption(data)}`],
    `--LL=${cacheOption(last)}`,
    // What was counted before the last region begins is forgotten: warming up, and regions that an
    // interruption has spoilt.
    `--zero-before=*${REGION}*`,
    ...['--compress-strings=no', '--compress-pos=no', `--callgrind-out-file=${file}`],
    replayPath(),
    ...replayArguments({ layout, strategy, state, guest, scope, resets: 1, cpu, tscHz: TSC_HZ }),
  ];
}

/** The replay's own words, when the CPU that valgrind shows it cannot run the strategy. */
function missingFeature({ code, stderr }: ToolOutput): string | null {
  const feature = /needs (.+), which this CPU lacks/.exec(stderr)?.[1];
  return code === 0 || feature === undefined ? null : `valgrind's simulated CPU has no ${feature}`;
}

function countRegion(plan: SimulationPlan, { code, stdout, stderr }: ToolOutput, file: string) {
  const where = `${plan.strategy} on ${plan.layout}`;
  if (code !== 0) {
    const reason = stderr.trim().split('\n').at(-1) ?? '';
    throw new Error(`valgrind could not run ${where} (exit code ${code}): ${reason}`);
  }
  const counted = countCalls(readFileSync(file, 'utf8'), REGION, functionName(plan));
  const expected = Number(/: (\d+) resets,/.exec(stdout)?.[1]);
  if (counted.calls !== expected) {
    throw new Error(
      `callgrind saw ${counted.calls} calls of ${where}, kvm-mmu-replay made ${expected}`,
    );
  }
  return { perCall: perCall(counted), calls: counted.calls };
}
