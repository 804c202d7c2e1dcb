/** The result file: its schema is the only description of it, and its types are derived from that. */

import { z } from 'zod';
import { explanationFields } from './explanation-schema.js';
import { interval } from './interval-schema.js';
import { calls, cellRules, crew, plan, rules, where } from './plan-schema.js';

export const RESULT_SCHEMA = 'kvm-mmu-bench/result/1';

export const stateCheck = z.object({
  state: z.string(),
  loadLatencyNs: z.number(),
  referenceNs: z.number(),
  nearerNs: z.number(),
  fartherNs: z.number(),
  method: z.string(),
  reached: z.boolean(),
  reachedShare: z.number(),
});

/** Why there are no more rounds. */
export const stopped = z.enum(['target', 'budget', 'rounds', 'interrupted']);

/** How a cell's or boot's rounds came about. */
const provenance = {
  rounds: z.number().int(),
  /** Rounds that the operating system disturbed. */
  setAside: z.number().int(),
  /** Which of the samples these are, ascending; absent in files of older versions. */
  setAsideRounds: z.array(z.number().int().min(0)).optional(),
  /** Nearly all of them: all are used, and nothing is resolved. */
  tooNoisy: z.boolean(),
  stopped,
  stateCheck,
};

const cell = z.object({
  ...where,
  rules: cellRules,
  ...provenance,
  guest: z.string(),
  /** What is timed: full resets, or calls of kvm_init_mmu that return early. */
  calls,
  strategy: z.string(),
  /** Net of an empty function run through the same loop in the same rounds. */
  nsPerReset: interval,
  /** Baseline minus strategy, within rounds; positive when the strategy is faster. */
  savingNsPerReset: interval,
  /**
   * The saving over those resets of the plan's workload that are of this kind, full or early; null
   * for a struct that no boot resets.
   */
  bootMicroseconds: interval.nullable(),
  /**
   * Whether the saving's interval, at the confidence that all verdicts of the cell hold together at
   * 95 %, excludes zero, and its size exceeds the noise floor.
   */
  resolved: z.boolean(),
  /** False: the strategy cannot be told from a function that does nothing. */
  distinctFromEmpty: z.boolean(),
  /** Of the baseline: between draws of placement and code addresses, and between a draw's rounds. */
  placementSdNs: z.number(),
  roundSdNs: z.number(),
  /** Events per reset, net of the empty function; null beside its reason where not counted. */
  counters: z
    .array(
      z.object({
        event: z.string(),
        perReset: interval.nullable(),
        reason: z.string().nullable(),
        countedShare: z.number(),
      }),
    )
    .default([]),
  linesDirtied: z.number().int(),
  bytesWritten: z.number().int(),
  equivalent: z.boolean(),
  /** ns per reset by round, net of the empty function of that round. */
  samples: z.array(z.number()),
});

/** Where the struct's lines were when transitions began, by looks at one line each. */
export const lineLevels = z.object({
  levels: z.array(z.string()),
  apart: z.array(z.boolean()),
  misreadShares: z.array(z.number()),
  enter: z.array(z.number().int()),
  rsm: z.array(z.number().int()),
  passes: z.number().int(),
  codeRan: z.boolean(),
});

/** Along a boot: what a transition's resets take, net of the timers, by equal parts of the boot. */
const timeline = z.object({
  transitionsPerPart: z.number(),
  /** By part, the median of the usable rounds. */
  nsPerTransition: z.array(z.number()),
});

const boot = z.object({
  ...where,
  rules,
  ...provenance,
  ...crew,
  workload: z.string(),
  strategy: z.string(),
  transitions: z.number().int(),
  fullResets: z.number().int(),
  earlyResets: z.number().int(),
  /** Of a recorded guest; null where the state was chosen. */
  lineLevels: lineLevels.nullable().default(null),
  timeline: timeline.nullable().default(null),
  /** All resets of one boot, net of the timers; of several vCPUs the mean. */
  microsecondsPerBoot: interval,
  savingMicrosecondsPerBoot: interval,
  resolved: z.boolean(),
  equivalent: z.boolean(),
  /** µs per boot by round, net of the timers. */
  samples: z.array(z.number()),
});

const noiseFloor = z.object({
  scope: z.enum(['writes', 'init']).default('writes'),
  state: z.string(),
  retirement: z.string(),
  /** Largest |difference| that the baseline against itself shows in this run. */
  nsPerReset: z.number(),
  comparisons: z.number().int(),
});

const hazard = z.object({
  strategy: z.string(),
  sequence: z.string(),
  layout: z.string(),
  path: z.string(),
  stale: z.array(
    z.object({
      mmu: z.enum(['root_mmu', 'nested_mmu']),
      field: z.string(),
      offset: z.number().int(),
      bytes: z.number().int(),
      expected: z.string(),
      found: z.string(),
    }),
  ),
});

/** Which bytes of a layout each strategy's full reset writes, as observed. */
const lineMap = z.object({
  layout: z.string(),
  phase: z.number().int().min(0).max(63),
  sizeBytes: z.number().int().positive(),
  path: z.string(),
  guest: z.string(),
  fields: z.array(
    z.object({
      name: z.string(),
      offset: z.number().int(),
      sizeBytes: z.number().int(),
      role: z.string(),
    }),
  ),
  strategies: z.array(
    z.object({
      strategy: z.string(),
      /** [first byte, bytes] from the struct's start, ascending. */
      ranges: z.array(z.tuple([z.number().int(), z.number().int()])),
    }),
  ),
});

const crossCheck = z.object({
  strategy: z.string(),
  layout: z.string(),
  workload: z.string(),
  bennyMicrosecondsPerBoot: z.number(),
  nativeMicrosecondsPerBoot: z.number(),
  gapPercent: z.number(),
});

const cache = z.object({
  level: z.number(),
  type: z.enum(['data', 'instruction', 'unified']),
  sizeBytes: z.number(),
  ways: z.number(),
  sets: z.number(),
  lineBytes: z.number(),
});

const host = z.object({
  hostname: z.string(),
  kernel: z.string(),
  cpuModel: z.string(),
  cpuVendor: z.string(),
  family: z.number(),
  model: z.number(),
  stepping: z.number(),
  cpus: z.number().int(),
  allowedCpus: z.array(z.number()),
  memoryBytes: z.number(),
  hypervisor: z.string().nullable(),
  features: z.array(z.string()),
  caches: z.array(cache),
  tscHz: z.number(),
  tscStepNs: z.number(),
  timerOverheadNs: z.number(),
  coreHz: z.number(),
  hugePages: z.string(),
  hugePagesUnavailable: z.string().nullable(),
  pinningUnavailable: z.string().nullable(),
  hardwareCountersUnavailable: z.string().nullable(),
  // Older results do not say.
  unreadable: z.array(z.string()).optional(),
  memoryLimitBytes: z.number().nullable().optional(),
  node: z.string(),
});

export const resultSchema = z.object({
  schema: z.literal(RESULT_SCHEMA),
  tool: z.object({ name: z.string(), version: z.string(), compiler: z.string() }),
  date: z.string(),
  command: z.string(),
  complete: z.boolean(),
  host,
  plan,
  cells: z.array(cell),
  boots: z.array(boot),
  noiseFloor: z.array(noiseFloor),
  crossChecks: z.array(crossCheck),
  /** What the plan's strategies leave stale after the sequences of `hazard`. */
  hazards: z.array(hazard).default([]),
  lineMaps: z.array(lineMap).default([]),
  /** Sentences derived from the numbers above. */
  answer: z.array(z.string()),
  ...explanationFields,
  wallSeconds: z.number(),
  disturbances: z.object({
    rounds: z.number().int(),
    setAside: z.number().int(),
    /** Rounds set aside, by cause; one may have several. */
    causes: z.record(z.string(), z.number().int()),
    repeatedRegions: z.number().int(),
  }),
  /** Of the measuring jobs' wall time, in timed or state-setting code, 0..1. */
  measuringShare: z.number(),
  /** Of the same time, in reading counters, 0..1. */
  countingShare: z.number().default(0),
  fingerprint: z.object({
    /** SHA-256 of the compiled addon. */
    addon: z.string(),
    environmentBytes: z.number().int(),
    addressRandomisation: z.string(),
  }),
  warnings: z.array(z.string()),
});

export type Result = z.infer<typeof resultSchema>;
export type CellResult = z.infer<typeof cell>;
export type BootResult = z.infer<typeof boot>;
export type NoiseFloor = z.infer<typeof noiseFloor>;
export type LineMap = z.infer<typeof lineMap>;
export type CrossCheck = z.infer<typeof crossCheck>;
export type HostReport = z.infer<typeof host>;
