/** The comparison of two sides as a document: its schema is the only description of it. */

import { z } from 'zod';
import { interval } from '../report/interval-schema.js';
import { bootPlace, cellPlace } from './places.js';

export const COMPARISON_SCHEMA = 'kvm-mmu-bench/comparison/1';

/** Of a cost `improved` means lower, of a saving larger. */
const verdict = z.enum(['improved', 'regressed', 'same', 'unresolved']);

/** All in the unit that the holder's name gives. */
const measure = z.object({
  /** Median of the side's runs. */
  a: z.number(),
  b: z.number(),
  /** B minus A, at the confidence that lets all intervals of the comparison hold together at 95 %. */
  change: interval,
  /** Of the larger of A's cost and of its baseline's. */
  changePercent: z.number(),
  /** What `changed` has to exceed, all three of them, and `same` must not. */
  threshold: z.number(),
  /** The larger of both sides' noise floors; null of boots, whose files hold none. */
  noiseFloor: z.number().nullable(),
  /** Largest difference between two runs of one side, or what is allowed for that. */
  betweenRuns: z.number(),
  /** False where a side is one run: then `betweenRuns` is an allowance. */
  betweenRunsMeasured: z.boolean(),
  verdict,
  /** Why no more is known; null where the verdict says it all. */
  reason: z.string().nullable(),
});

const compared = {
  /** How many runs of each side went in. */
  runs: z.object({ a: z.number().int(), b: z.number().int() }),
  /** Runs that have this place and do not count, each with why. */
  leftOut: z.array(z.string()),
  /** Of the cost. */
  verdict: z.enum([...verdict.options, 'not comparable']),
  reason: z.string().nullable(),
  /** The cost rose; or the saving fell, and not because the baseline got faster. */
  isRegression: z.boolean(),
};

const comparedCell = z.object({
  ...cellPlace.shape,
  ...compared,
  nsPerReset: measure.nullable(),
  /** Also null for the baseline, as below. */
  savingNsPerReset: measure.nullable(),
});

const comparedBoot = z.object({
  ...bootPlace.shape,
  ...compared,
  microsecondsPerBoot: measure.nullable(),
  savingMicrosecondsPerBoot: measure.nullable(),
});

const side = z.array(
  z.object({
    file: z.string(),
    hostname: z.string(),
    date: z.string(),
    command: z.string(),
    toolVersion: z.string(),
  }),
);

const difference = z.object({
  what: z.string(),
  a: z.string(),
  b: z.string(),
  /** True: nothing is comparable because of it. */
  forbids: z.boolean(),
});

const only = z.object({ cells: z.array(cellPlace), boots: z.array(bootPlace) });

export const comparisonSchema = z.object({
  schema: z.literal(COMPARISON_SCHEMA),
  a: side,
  b: side,
  thresholdPercent: z.number(),
  betweenRunsPercent: z.number(),
  /** Intervals that hold together at 95 %, and what each of them has for that. */
  comparisons: z.number().int(),
  confidence: z.number(),
  differences: z.array(difference),
  warnings: z.array(z.string()),
  cells: z.array(comparedCell),
  boots: z.array(comparedBoot),
  onlyInA: only,
  onlyInB: only,
  isRegression: z.boolean(),
});

export type Comparison = z.infer<typeof comparisonSchema>;
export type ComparedCell = z.infer<typeof comparedCell>;
export type ComparedBoot = z.infer<typeof comparedBoot>;
export type Difference = z.infer<typeof difference>;
export type Measure = z.infer<typeof measure>;
export type Verdict = z.infer<typeof verdict>;
