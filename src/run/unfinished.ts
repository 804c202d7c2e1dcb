/** What the file of a run cut short holds besides its result: every sample, to go on with. */

import { z } from 'zod';
import { excerpt, UsageError } from '../errors.js';
import { type Controls, columnsOf } from '../measure/columns.js';
import { notBegun, type Standing, type TaskStanding } from '../measure/standing.js';
import type { BootSamples, CellSamples, Column, Sampled } from '../measure/types.js';
import { wholeDraws } from '../measure/whole-draws.js';
import type { BootPlan, CellPlan, Plan } from '../plan/types.js';
import { lineLevels, stateCheck, stopped } from '../report/result.js';
import { doubleList, doubles, octets, singles } from './binary.js';

const sampled = {
  columns: z.array(
    z.object({
      strategy: z.string(),
      purpose: z.enum(['baseline', 'again', 'control', 'strategy']),
      ns: doubles,
    }),
  ),
  rounds: z.number().int().min(0),
  disturbances: octets,
  resolutionNs: z.number(),
  stateCheck,
  hugePageShare: z.number(),
  pinnedCpu: z.number().int(),
  wallNs: z.number(),
  busyNs: z.number(),
  repeatedRegions: z.number().int(),
  lineLevels: lineLevels.nullable(),
  counted: z
    .object({
      events: z.array(z.string()).readonly(),
      perReset: z.array(z.array(doubleList)),
      timeShare: z.number(),
    })
    .nullable(),
  timeline: z
    .object({
      transitionsPerPart: z.number(),
      parts: z.number().int(),
      ns: z.array(singles),
    })
    .nullable(),
  stopped,
};

const cellSamples = z.object(sampled).refine(isConsistent, 'series of different lengths');
const bootSamples = z
  .object({
    ...sampled,
    transitions: z.number().int(),
    fullResets: z.number().int(),
    earlyResets: z.number().int(),
  })
  .refine(isConsistent, 'series of different lengths');

interface Series {
  rounds: number;
  columns: readonly { ns: Float64Array }[];
  disturbances: Uint8Array;
  counted: { perReset: readonly unknown[] } | null;
  timeline: { parts: number; ns: readonly Float64Array[] } | null;
}

function isConsistent({ rounds, columns, disturbances, counted, timeline }: Series): boolean {
  const lengths = [disturbances, ...columns.map(({ ns }) => ns)].map(({ length }) => length);
  return (
    lengths.every((length) => length === rounds) &&
    (counted === null || counted.perReset.length === columns.length) &&
    (timeline === null ||
      (timeline.ns.length === columns.length &&
        timeline.ns.every(({ length }) => length === rounds * timeline.parts)))
  );
}

function task<S extends z.ZodType>(samples: S) {
  return z.object({
    samples: samples.nullable(),
    jobs: z.number().int().min(0),
    widthInTargets: z.number().nullable(),
  });
}

/** What it takes to go on with a run that was cut short. */
export interface Interrupted {
  standing: Standing;
  /** When each process began that measured for it, ISO 8601. */
  begun: readonly string[];
  /** What was to come after the measuring and is not part of it, in words; null: nothing. */
  follows: string | null;
}

/** The same without the plan, which the result has. */
export const unfinishedSchema = z.object({
  begun: z.array(z.string()).readonly(),
  follows: z.string().nullable(),
  spentSeconds: z.number().min(0),
  cells: z.array(task(cellSamples)),
  boots: z.array(task(bootSamples)),
});

export type Unfinished = z.output<typeof unfinishedSchema>;

/** As a file holds it. */
export function encodeInterrupted({ standing, begun, follows }: Interrupted) {
  return z.encode(unfinishedSchema, {
    begun,
    follows,
    spentSeconds: standing.spentSeconds,
    cells: standing.cells.map(withFiniteWidth),
    boots: standing.boots.map(withFiniteWidth),
  });
}

/** JSON has no infinity; as wide as can be told is wide enough. */
function withFiniteWidth<T extends CellSamples | BootSamples>(
  standing: TaskStanding<T>,
): TaskStanding<T> {
  const { widthInTargets } = standing;
  if (widthInTargets === null || Number.isFinite(widthInTargets)) return standing;
  return { ...standing, widthInTargets: Number.MAX_VALUE };
}

/**
 * @param file for the message
 * @throws UsageError where the samples are not those of the plan, naming the place
 */
export function standingOf(
  file: string,
  { spentSeconds, cells, boots }: Unfinished,
  plan: Plan,
  controls: Controls,
): Standing {
  return {
    spentSeconds,
    cells: restored(plan.cells, cells, `${file}: cell`, controls),
    boots: restored(plan.boots, boots, `${file}: boot`, controls),
  };
}

function restored<P extends CellPlan | BootPlan, S extends Sampled>(
  plans: readonly P[],
  tasks: readonly TaskStanding<S>[],
  what: string,
  controls: Controls,
): TaskStanding<S & { plan: P }>[] {
  if (plans.length !== tasks.length) {
    throw new UsageError(`${what}s: samples of ${tasks.length}, but ${plans.length} are planned`);
  }
  return plans.map((plan, index) => {
    const { samples = null, ...task } = tasks[index] ?? notBegun();
    if (samples === null) return { ...task, samples };
    const planned = columnNames(columnsOf(plan.strategies, controls));
    const found = columnNames(samples.columns);
    if (found === planned) return { ...task, samples: { ...wholeDraws(samples), plan } };
    throw new UsageError(
      `${what} ${index + 1} has samples of ${excerpt(found)}, but ${excerpt(planned)} are planned`,
    );
  });
}

function columnNames(columns: readonly Column[]): string {
  return columns.map(({ strategy, purpose }) => `${strategy} (${purpose})`).join(', ');
}
