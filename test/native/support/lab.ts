/** Small valid experiments, to be changed by the tests, and what their arms cost. */

import { spawnSync } from 'node:child_process';
import { expect, type TestContext } from 'vitest';
import type { NativeJob } from '../../../src/host/native-jobs.js';
import type {
  ArmRequest,
  CopyArm,
  CopyRequest,
  LabOption,
  LabRequest,
  LabSamples,
  LabSchedule,
  RoundSamples,
} from '../../../src/host/native-lab.js';
import { medianInterval } from '../../../src/stats/median-interval.js';
import { addon, registry } from './addon.js';
import { addonFile } from './disassembly.js';
import { bankRequest, ignore, rotatingOrder } from './requests.js';

export const means = addon.labMeans();

/** Where a noisy neighbour can spoil one attempt. */
export const RETRY = { retry: 2 };

export function arm(changes: Partial<ArmRequest> = {}): ArmRequest {
  return {
    ...{ layout: 'v5.17', phase: 16, strategy: registry.baseline, guest: 'unpaged' },
    ...{ retirement: 'overlapped', setting: 'hot', reading: 'region' },
    ...changes,
  };
}

type Changes = Partial<Omit<LabSchedule, 'order'>>;

function schedule(columns: number, changes: Changes): LabSchedule {
  const { rounds, leastRounds, budgetNs, seed, cpu, tscHz } = bankRequest(changes);
  const order = rotatingOrder(rounds, columns);
  return { rounds, leastRounds, budgetNs, order, seed, cpu, tscHz };
}

export function labRequest(arms: Partial<ArmRequest>[], changes: Changes = {}): LabRequest {
  return { arms: arms.map(arm), ...schedule(arms.length, changes) };
}

export function copyRequest(arms: CopyArm[], changes: Changes = {}): CopyRequest {
  return { arms, ...schedule(arms.length, changes) };
}

/** Ticks by [arm][round]. */
export function ticksByArm({ ticks, rounds }: RoundSamples): number[][] {
  const arms = ticks.length / rounds;
  return Array.from({ length: arms }, (_, arm) =>
    Array.from({ length: rounds }, (_, round) => ticks[round * arms + arm] ?? Number.NaN),
  );
}

/** Of each arm, over the rounds. */
export const medianTicks = (samples: RoundSamples): number[] =>
  ticksByArm(samples).map((ticks) => medianInterval(ticks).estimate);

export interface Measured {
  samples: LabSamples;
  /** Median of each arm. */
  ticksPerReset: number[];
}

export async function measure(
  arms: Partial<ArmRequest>[],
  rounds: number,
  changes: Changes = {},
): Promise<Measured> {
  const request = labRequest(arms, { rounds, ...changes });
  const samples = await addon.startLab(request, ignore).samples;
  const ticksPerReset = medianTicks(samples).map(
    (ticks, index) => ticks / (samples.arms[index]?.resets ?? Number.NaN),
  );
  return { samples, ticksPerReset };
}

/** Starts a job; resolves once it has reported so many whole rounds, or with 0 that it measures. */
export function underway<T>(
  least: number,
  start: (onRound: (done: number) => void) => NativeJob<T>,
): Promise<NativeJob<T>> {
  return new Promise((resolve, reject) => {
    const job = start((done) => {
      if (done >= least) resolve(job);
    });
    job.samples.catch(reject);
  });
}

/** Seconds, if nobody cancelled. */
const MANY_REGIONS = 400_000;

/** What the action finds while these arms are measured; the job has ended by then. */
export async function during<T>(arms: Partial<ArmRequest>[], action: () => T): Promise<T> {
  const request = labRequest(arms, { rounds: Math.ceil(MANY_REGIONS / arms.length) });
  const job = await underway(1, (onRound) => addon.startLab(request, onRound));
  try {
    return action();
  } finally {
    job.cancel();
    await job.samples;
  }
}

function named<T extends LabOption>(options: readonly T[], name: string): T {
  const found = options.find((option) => option.name === name);
  if (found === undefined) throw new Error(`labMeans() has no ${name}`);
  return found;
}

export const settingNamed = (name: string) => named(means.settings, name);
export const consumerNamed = (name: string) => named(means.consumers, name);

/** Skips the test, visibly, where this cannot be had. */
export function needsOption(context: TestContext, { name, unavailable }: LabOption): void {
  context.skip(unavailable !== null, `${name}: ${unavailable}`);
}

/** What every program below begins with: plain JavaScript, because it runs where no compiler is. */
const BEGINNING = `
  const addon = require(${JSON.stringify(addonFile)});
  const unavailable = (name) =>
    addon.labMeans().settings.find((setting) => setting.name === name).unavailable;
  const start = (request) =>
    addon.startLab({ ...request, order: new Uint16Array(request.rounds) }, () => {}).samples;`;

/** A request for one arm in a program, without its order, which is no JSON. */
export function inProgram(changes: Partial<ArmRequest>): string {
  const { order: _, ...request } = labRequest([changes], { rounds: 1 });
  return JSON.stringify(request);
}

/**
 * Runs a program, which may use addon, unavailable(setting) and start(request), in a process of its
 * own: ends with its exit code, or with the signal of a crash.
 *
 * @param before a command that runs it, with its options
 */
export function runProgram(program: string, before: readonly string[] = []) {
  const [command = '', ...args] = [...before, process.execPath, '-e', BEGINNING + program];
  const options = { encoding: 'utf8', timeout: 20_000 } as const;
  const { status, signal, stdout, stderr } = spawnSync(command, args, options);
  return { end: signal ?? status, stdout, stderr };
}

interface Answer {
  /** Why the setting cannot be had, and why a job that asks for it all the same fails. */
  found: string | null;
  rejected: string | null;
}

/** What a process run so learns of a setting. */
export function askFor(setting: string, before: readonly string[], preparation = ''): Answer {
  const program = `${preparation}
    const found = unavailable('${setting}');
    start(${inProgram({ setting })})
      .then(() => null, ({ message }) => message)
      .then((rejected) => console.log(JSON.stringify({ found, rejected })));`;
  const { stdout, stderr } = runProgram(program, before);
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}
