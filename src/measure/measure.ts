/**
 * Carries out a plan: every cell and boot a little, then time where intervals are wide and another
 * second narrows them most.
 *
 * Only widths decide where to go on, never where an interval lies, and they are looked at after
 * pre-set numbers of rounds: see stats/sequential.ts for what that does to coverage.
 */

import type { BootPlan, CellPlan, Plan } from '../plan/types.js';
import { ROUNDS_PER_DRAW } from '../stats/rounds.js';
import { DEFAULT_MINIMUM_ROUNDS, nextLook } from '../stats/sequential.js';
import { append } from './append.js';
import { type Bench, type JobLimits, type JobWatch, runBoot, runCell } from './job.js';
import type { BootSamples, CellSamples, Stop } from './types.js';

export type { Bench } from './job.js';

export interface Watch {
  signal: AbortSignal;
  /** Of the budget, 0..1. */
  onProgress(share: number, label: string): void;
}

export interface Samples {
  cells: CellSamples[];
  boots: BootSamples[];
  /** False if aborted before everything planned was measured. */
  complete: boolean;
}

/** How wide the widest interval is, in units of what is narrow enough: 1 or less is done. */
export type WidthOf = (samples: CellSamples | BootSamples) => number;

/** One job takes no longer, so that the next decision is not far away. */
const LONGEST_JOB_SECONDS = 1;

class Task<T extends CellSamples | BootSamples> {
  readonly plan: CellPlan | BootPlan;
  samples: T | null = null;
  /** Unknown before the first look. */
  width = Number.POSITIVE_INFINITY;
  jobs = 0;
  readonly #run: (limits: JobLimits, watch: JobWatch) => Promise<T>;

  constructor(plan: CellPlan | BootPlan, run: (limits: JobLimits, watch: JobWatch) => Promise<T>) {
    this.plan = plan;
    this.#run = run;
  }

  get rounds(): number {
    return this.samples?.rounds ?? 0;
  }

  /** Looks at the width only where the job was to end: one cut short is no pre-set look. */
  async advance(limits: JobLimits, watch: JobWatch, widthOf: WidthOf): Promise<void> {
    const lookAt = this.rounds + limits.rounds;
    this.samples = append(this.samples, await this.#run(limits, watch));
    this.jobs += 1;
    if (this.rounds >= lookAt) this.width = widthOf(this.samples);
  }
}

type AnyTask = Task<CellSamples> | Task<BootSamples>;

export async function measure(
  plan: Plan,
  bench: Bench,
  widthOf: WidthOf,
  watch: Watch,
): Promise<Samples> {
  const cells = plan.cells.map(
    (cell) => new Task(cell, (limits, job) => runCell(cell, bench, limits, job)),
  );
  const boots = plan.boots.map(
    (boot) => new Task(boot, (limits, job) => runBoot(boot, bench, limits, job)),
  );
  const session = new Session(plan, widthOf, watch);
  await session.run([...cells, ...boots]);
  return {
    cells: cells.flatMap(({ samples }) => samples ?? []),
    boots: boots.flatMap(({ samples }) => samples ?? []),
    complete: !watch.signal.aborted,
  };
}

class Session {
  readonly #plan: Plan;
  readonly #widthOf: WidthOf;
  readonly #watch: Watch;
  readonly #start = performance.now();
  /** Share of the tasks that have had their first look, which is made whatever it takes. */
  #firstLooks = 0;

  constructor(plan: Plan, widthOf: WidthOf, watch: Watch) {
    this.#plan = plan;
    this.#widthOf = widthOf;
    this.#watch = watch;
  }

  async run(tasks: readonly AnyTask[]): Promise<void> {
    for (const [index, task] of tasks.entries()) {
      await this.#advance(task, (done) => {
        this.#firstLooks = (index + done) / tasks.length;
      });
    }
    for (;;) {
      const next = this.#mostRewarding(tasks);
      if (next === undefined || this.#secondsLeft() <= 0 || this.#watch.signal.aborted) break;
      await this.#advance(next);
    }
    for (const task of tasks) if (task.samples !== null) task.samples.stopped = this.#why(task);
  }

  #secondsLeft(): number {
    return this.#plan.budgetSeconds - (performance.now() - this.#start) / 1000;
  }

  /** Where another second narrows most: a width falls with the root of the time spent on it. */
  #mostRewarding(tasks: readonly AnyTask[]): AnyTask | undefined {
    const open = tasks.filter((task) => task.width > 1 && task.rounds < task.plan.rounds);
    const gain = ({ width, samples }: AnyTask) => width / Math.max(1, samples?.wallNs ?? 0);
    return open.toSorted((one, other) => gain(other) - gain(one))[0];
  }

  #why(task: AnyTask): Stop {
    if (task.width <= 1) return 'target';
    if (this.#watch.signal.aborted) return 'interrupted';
    return task.rounds >= task.plan.rounds ? 'rounds' : 'budget';
  }

  /** On to the next look, or as far as one job may go; a first look is never cut short. */
  async #advance(task: AnyTask, onLook: (done: number) => void = () => {}): Promise<void> {
    if (this.#watch.signal.aborted) return;
    const done = task.rounds;
    const maximum = task.plan.rounds;
    const minimum = Math.min(DEFAULT_MINIMUM_ROUNDS, maximum);
    const rounds = (nextLook(done, { minimum, maximum, multiple: ROUNDS_PER_DRAW }) ?? done) - done;
    const limits: JobLimits = {
      seed: this.#plan.seed + 1000 * seedOf(task.plan) + task.jobs,
      cpu: this.#plan.cpu,
      rounds,
      leastRounds: done === 0 ? rounds : 1,
      counters: this.#plan.counters,
      budgetSeconds: Math.max(1e-3, Math.min(this.#secondsLeft(), LONGEST_JOB_SECONDS)),
    };
    const label = labelOf(task.plan);
    const onRound = (roundsDone: number) => {
      onLook(roundsDone / rounds);
      this.#progress(label);
    };
    await task.advance(limits, { signal: this.#watch.signal, onRound }, this.#widthOf);
    onRound(rounds);
  }

  #progress(label: string): void {
    const spent = 1 - this.#secondsLeft() / this.#plan.budgetSeconds;
    this.#watch.onProgress(Math.min(1, spent, this.#firstLooks), label);
  }
}

/** Of the plan's content, so that a cell gets the same seed whatever else is measured. */
function seedOf(plan: CellPlan | BootPlan): number {
  let hash = 0;
  for (const character of labelOf(plan)) {
    hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  }
  return hash;
}

function labelOf(plan: CellPlan | BootPlan): string {
  const where = `${plan.layout}@${plan.phase} ${plan.state} ${plan.retirement}`;
  return 'workload' in plan ? `boot ${plan.workload} ${where}` : `${where} ${plan.guest}`;
}
