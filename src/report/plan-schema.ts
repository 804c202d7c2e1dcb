/** The plan in a result file: what was to be measured, enough to do it again. */

import { z } from 'zod';
import { plannedLayout } from '../layout/files/layout-schema.js';

export const where = {
  layout: z.string(),
  phase: z.number().int().min(0).max(63),
  path: z.enum(['tdp', 'npt', 'shadow']),
  scope: z.enum(['writes', 'init']),
  state: z.string(),
  retirement: z.string(),
};

/** Kernel version whose way of computing and resetting is followed. */
export const rules = z.string().default('v5.17');
/** Null for a struct that no boot resets. */
export const cellRules = z.string().nullable().default('v5.17');

export const calls = z.enum(['full', 'early']).default('full');

/** vCPUs that boot at a time, on how many threads. */
export const crew = {
  vcpus: z.number().int().default(1),
  threads: z.number().int().default(1),
};

const cellPlan = z.object({
  ...where,
  rules: cellRules,
  guest: z.string(),
  calls,
  strategies: z.array(z.string()),
  rounds: z.number(),
});
const bootPlan = z.object({
  ...where,
  rules,
  ...crew,
  workload: z.string(),
  strategies: z.array(z.string()),
  rounds: z.number(),
});

export const plan = z.object({
  seed: z.number(),
  cpu: z.number(),
  budgetSeconds: z.number(),
  targetCiNs: z.number().nullable(),
  workload: z.string(),
  /** Those that are not built in. */
  layouts: z.array(plannedLayout).default([]),
  cells: z.array(cellPlan),
  boots: z.array(bootPlan),
  skipped: z.array(z.object({ strategy: z.string(), reason: z.string() })),
  counters: z.array(z.string()).default([]),
  uncounted: z.array(z.object({ event: z.string(), reason: z.string() })).default([]),
});
