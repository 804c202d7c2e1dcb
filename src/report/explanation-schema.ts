/** The part of a result that `explain` makes; src/explain/explanation.ts says what it means. */

import { z } from 'zod';
import { interval } from './interval-schema.js';

const measurement = z.object({ name: z.string(), nsPerReset: interval });

const curve = z.object({
  name: z.string(),
  xName: z.string(),
  points: z.array(z.object({ x: z.number(), nsPerReset: interval })),
});

const controls = z.object({
  negativeNsPerReset: interval,
  injectedNsPerReset: z.number(),
  positiveNsPerReset: interval,
  passed: z.boolean(),
});

const finding = z.object({
  id: z.string(),
  name: z.string(),
  statement: z.string(),
  contrast: z.string(),
  resultNsPerCall: interval.nullable(),
  microsecondsPerBoot: interval.nullable(),
  verdict: z.enum(['supported', 'refuted', 'unresolved']),
  reason: z.string(),
  controls: controls.nullable(),
  measurements: z.array(measurement),
  curves: z.array(curve),
  needs: z.string().nullable().default(null),
  notes: z.array(z.string()),
});

const ledgerLine = z.object({
  kind: z.enum(['part', 'sum', 'whole', 'rest']),
  name: z.string(),
  contrast: z.string(),
  nsPerFullReset: interval.nullable(),
  nsPerCall: interval,
  microsecondsPerBoot: interval,
});

const ledger = z.object({
  layout: z.string(),
  phase: z.number().int(),
  state: z.string(),
  workload: z.object({
    id: z.string(),
    calls: z.number().int(),
    full: z.number().int(),
    early: z.number().int(),
  }),
  claim: z.object({
    microsecondsPerBoot: z.number(),
    nsPerCall: z.number(),
    nsPerFullReset: z.number(),
  }),
  cost: z.array(ledgerLine),
  saving: z.array(ledgerLine),
});

const access = z.enum(['reads', 'writes']);

const sweepPoint = z.object({
  access,
  bytes: z.number().int(),
  loadLatencyNs: z.number(),
  guestNs: z.number(),
  costNsPerCall: interval,
  savingNsPerCall: interval,
  savingMicrosecondsPerBoot: interval,
});

const crossing = z.object({
  access,
  bytes: z.number().int().nullable(),
  lowBytes: z.number().int().nullable(),
  highBytes: z.number().int().nullable(),
  mostBytes: z.number().int(),
});

const exitFinding = z.object({
  between: z.string(),
  unavailable: z.string().nullable(),
  exitNs: z.number().nullable(),
  costNsPerCall: interval.nullable(),
  savingNsPerCall: interval.nullable(),
  savingMicrosecondsPerBoot: interval.nullable(),
  notes: z.array(z.string()),
});

/** Empty in results of runs that explain nothing, and in those of older versions. */
export const explanationFields = {
  hypotheses: z.array(finding).default([]),
  ledger: ledger.nullable().default(null),
  sweep: z.array(sweepPoint).default([]),
  crossings: z.array(crossing).default([]),
  between: z.array(exitFinding).default([]),
  conclusion: z.array(z.string()).default([]),
};
