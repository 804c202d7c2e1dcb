/** One cell or boot of a plan: its jobs so far, and what to expect of another. */

import type { BootPlan, CellPlan } from '../plan/types.js';
import { append } from './append.js';
import type { JobLimits, JobWatch } from './job.js';
import { notBegun, type TaskStanding } from './standing.js';
import type { BootSamples, CellSamples } from './types.js';

/** How wide the widest interval is, in units of what is narrow enough: 1 or less is done. */
export type WidthOf = (samples: CellSamples | BootSamples) => number;

export class Task<T extends CellSamples | BootSamples> {
  readonly plan: CellPlan | BootPlan;
  #standing: TaskStanding<T>;
  readonly #run: (limits: JobLimits, watch: JobWatch) => Promise<T>;

  constructor(
    plan: CellPlan | BootPlan,
    run: (limits: JobLimits, watch: JobWatch) => Promise<T>,
    before: TaskStanding<T> = notBegun(),
  ) {
    this.plan = plan;
    this.#run = run;
    this.#standing = before;
  }

  get standing(): TaskStanding<T> {
    return this.#standing;
  }

  get samples(): T | null {
    return this.#standing.samples;
  }

  get rounds(): number {
    return this.samples?.rounds ?? 0;
  }

  get jobs(): number {
    return this.#standing.jobs;
  }

  get isLookedAt(): boolean {
    return this.#standing.widthInTargets !== null;
  }

  get width(): number {
    return this.#standing.widthInTargets ?? Number.POSITIVE_INFINITY;
  }

  /** Looks at the width only where the job was to end: one cut short is no pre-set look. */
  async advance(limits: JobLimits, watch: JobWatch, widthOf: WidthOf): Promise<void> {
    const lookAt = this.rounds + limits.rounds;
    const samples = append(this.samples, await this.#run(limits, watch));
    const { widthInTargets } = this.#standing;
    this.#standing = {
      samples,
      jobs: this.jobs + 1,
      widthInTargets: samples.rounds >= lookAt ? widthOf(samples) : widthInTargets,
    };
  }
}
