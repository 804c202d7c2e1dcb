/** Programs that keep a CPU busy, and what the measurement beside them finds. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { estimateJob } from '../../../src/explain/estimate.js';
import { type Bench, runCell } from '../../../src/measure/job.js';
import type { CellSamples } from '../../../src/measure/types.js';
import type { CellPlan } from '../../../src/plan/types.js';
import type { Interval } from '../../../src/stats/types.js';
import { addon, layoutNamed, registry } from './addon.js';

/**
 * Takes half of the time, in slices of milliseconds. The kernel likes to end a slice in a system
 * call that reads the CPU time, and the measurement makes one a round: it may never be interrupted
 * within a region.
 */
export const SPINNING = "process.stdout.write('busy'); for (;;);";

/** Takes little, but whenever its timer expires, and so within regions too. */
export const WAKING = `process.stdout.write('busy');
  const never = new Int32Array(new SharedArrayBuffer(4));
  for (;;) Atomics.wait(never, 0, 0, 1);`;

/** Resolves once the program runs on this CPU. */
async function keepBusy(cpu: number, program: string): Promise<ChildProcess> {
  const child = spawn('taskset', ['-c', String(cpu), process.execPath, '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.stdout !== null) await once(child.stdout, 'data');
  return child;
}

/** The result of the action while these CPUs are busy; they are idle again afterwards. */
export async function besideBusy<T>(
  cpus: readonly number[],
  action: () => Promise<T>,
  program = SPINNING,
): Promise<T> {
  const children = await Promise.all(cpus.map((cpu) => keepBusy(cpu, program)));
  try {
    return await action();
  } finally {
    const ends = children.map((child) => once(child, 'exit'));
    for (const child of children) child.kill('SIGKILL');
    await Promise.all(ends);
  }
}

export interface Found {
  samples: CellSamples;
  /** field-by-field minus constant-once, ns per reset. */
  saving: Interval;
  tooNoisy: boolean;
  setAside: number;
}

const { tscHz, tscStepTicks } = addon.inspectHost();
const bench: Bench = { addon, registry, layouts: [], tscHz, tscStepTicks, workloads: new Map() };

/** Hot lines, drained, for so many seconds. */
export async function measureSaving(cpu: number, seconds: number, seed = 1): Promise<Found> {
  const { name: layout, phase } = layoutNamed('v5.16');
  const cell: CellPlan = {
    ...{ layout, phase, path: 'tdp', scope: 'writes', rules: 'v5.17', guest: 'unpaged' },
    ...{ calls: 'full', state: 'hot', retirement: 'drained', rounds: 1_000_000 },
    strategies: ['field-by-field', 'constant-once'],
  };
  const samples = await runCell(
    cell,
    bench,
    { seed, cpu, rounds: 100_000, leastRounds: 100, budgetSeconds: seconds },
    { signal: new AbortController().signal, onRound: () => {} },
  );
  const { strategies: estimates, rounds } = estimateJob(samples);
  const saving = estimates.find(({ strategy }) => strategy === 'constant-once')?.savingNs;
  if (saving === undefined) throw new Error('the strategy was not measured');
  return { samples, saving, tooNoisy: rounds.tooNoisy, setAside: rounds.setAside };
}
