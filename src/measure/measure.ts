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
import { type Bench, type JobLimits, runBoot, runCell } from './job.js';
import type { Standing } from './standing.js';
import { Task, type WidthOf } from './task.js';
import type { BootSamples, CellSamples, Stop } from './types.js';

export type { Bench } from './job.js';
export type { WidthOf } from './task.js';

export interface Watch {
  signal: AbortSignal;
  /** Of the budget, 0..1. */
  onProgress(share: number, label: string): void;
}

/** Who also wants to know what there is already. */
export interface CloseWatch extends Watch {
  /** Called between jobs, while nothing is measured: what it takes is taken from the budget. */
  onPause?: ((soFar: () => Measured) => void) | undefined;
}

export interface Samples {
  cells: CellSamples[];
  boots: BootSamples[];
  /** False if aborted before everything planned was measured. */
  complete: boolean;
}

export interface Measured extends Samples {
  standing: Standing;
}

/** One job takes no longer, so that the next decision is not far away. */
const LONGEST_JOB_SECONDS = 1;

type AnyTask = Task<CellSamples> | Task<BootSamples>;

/** @param before of the same plan, to go on with */
export async function measure(
  plan: Plan,
  bench: Bench,
  widthOf: WidthOf,
  watch: CloseWatch,
  before?: Standing,
): Promise<Measured> {
  const cells = plan.cells.map(
    (cell, index) =>
      new Task(cell, (limits, job) => runCell(cell, bench, limits, job), before?.cells[index]),
  );
  const boots = plan.boots.map(
    (boot, index) =>
      new Task(boot, (limits, job) => runBoot(boot, bench, limits, job), before?.boots[index]),
  );
  const session = new Session(plan, widthOf, watch, before?.spentSeconds ?? 0);
  const tasks = [...cells, ...boots];
  const measured = (complete: boolean): Measured => {
    session.sayWhy(tasks);
    return {
      cells: cells.flatMap(({ samples }) => samples ?? []),
      boots: boots.flatMap(({ samples }) => samples ?? []),
      complete,
      standing: {
        spentSeconds: session.spentSeconds,
        cells: cells.map(({ standing }) => standing),
        boots: boots.map(({ standing }) => standing),
      },
    };
  };
  await session.run(tasks, () => watch.onPause?.(() => measured(false)));
  return measured(!watch.signal.aborted);
}

class Session {
  readonly #plan: Plan;
  readonly #widthOf: WidthOf;
  readonly #watch: Watch;
  readonly #spentBeforeSeconds: number;
  readonly #start = performance.now();
  /** Share of the tasks that have had their first look, which is made whatever it takes. */
  #firstLooks = 0;
  /** Until then, all that is measured was cut short. */
  #ended = false;

  constructor(plan: Plan, widthOf: WidthOf, watch: Watch, spentBeforeSeconds: number) {
    this.#plan = plan;
    this.#widthOf = widthOf;
    this.#watch = watch;
    this.#spentBeforeSeconds = spentBeforeSeconds;
  }

  async run(tasks: readonly AnyTask[], onPause: () => void): Promise<void> {
    for (const [index, task] of tasks.entries()) {
      if (task.isLookedAt || task.rounds >= task.plan.rounds) continue;
      await this.#advance(task, (done) => {
        this.#firstLooks = (index + done) / tasks.length;
      });
      onPause();
    }
    this.#firstLooks = 1;
    for (;;) {
      const next = this.#mostRewarding(tasks);
      if (next === undefined || this.#secondsLeft() <= 0 || this.#watch.signal.aborted) break;
      await this.#advance(next);
      onPause();
    }
    this.#ended = !this.#watch.signal.aborted;
  }

  get spentSeconds(): number {
    return this.#spentBeforeSeconds + (performance.now() - this.#start) / 1000;
  }

  /** Why each has no more rounds. */
  sayWhy(tasks: readonly AnyTask[]): void {
    for (const task of tasks) if (task.samples !== null) task.samples.stopped = this.#why(task);
  }

  #secondsLeft(): number {
    return this.#plan.budgetSeconds - this.spentSeconds;
  }

  /** Where another second narrows most: a width falls with the root of the time spent on it. */
  #mostRewarding(tasks: readonly AnyTask[]): AnyTask | undefined {
    const open = tasks.filter((task) => task.width > 1 && task.rounds < task.plan.rounds);
    const gain = ({ width, samples }: AnyTask) => width / Math.max(1, samples?.wallNs ?? 0);
    return open.toSorted((one, other) => gain(other) - gain(one))[0];
  }

  #why(task: AnyTask): Stop {
    if (task.width <= 1) return 'target';
    if (task.rounds >= task.plan.rounds) return 'rounds';
    return this.#ended ? 'budget' : 'interrupted';
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
      leastRounds: task.isLookedAt ? 1 : rounds,
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
