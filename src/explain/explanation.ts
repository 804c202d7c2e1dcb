/**
 * What `explain` finds: hypotheses judged, the ledger, the sweep, the exits, a conclusion.
 *
 * A call is the average one of the thread's workload: ns per call is µs per boot over its 600 calls,
 * of which 400 are full resets and 200 return early.
 */

import type { Interval } from '../stats/types.js';

export type Verdict = 'supported' | 'refuted' | 'unresolved';

/** One more number of an experiment. */
export interface Measurement {
  name: string;
  nsPerReset: Interval;
}

/** One more number as it follows something: queued misses, a phase, a size. */
export interface Curve {
  name: string;
  /** What x is, with its unit. */
  xName: string;
  points: { x: number; nsPerReset: Interval }[];
}

/** The same code against itself, and a delay as large as the claim in the same code. */
export interface Controls {
  negativeNsPerReset: Interval;
  injectedNsPerReset: number;
  positiveNsPerReset: Interval;
  /** Whether the delay is found; what the same code shows is the floor of every verdict. */
  passed: boolean;
}

export interface Finding {
  /** H1 .. H10 */
  id: string;
  name: string;
  statement: string;
  /** The two cells, and the one thing that they differ in. */
  contrast: string;
  /** What the mechanism adds to the patch's saving; null where it could not be measured. */
  resultNsPerCall: Interval | null;
  microsecondsPerBoot: Interval | null;
  verdict: Verdict;
  reason: string;
  controls: Controls | null;
  measurements: Measurement[];
  curves: Curve[];
  /** What every reset would have to meet for the mechanism to have this size; null: nothing more. */
  needs: string | null;
  /** Sentences: what else was seen, what was left out. */
  notes: string[];
}

/**
 * part: measured by a contrast of its own; sum: of the parts; whole: measured directly; rest: whole
 * minus sum, whatever its sign.
 */
export type LedgerKind = 'part' | 'sum' | 'whole' | 'rest';

export interface LedgerLine {
  kind: LedgerKind;
  name: string;
  contrast: string;
  /** Null for what only calls that return early have. */
  nsPerFullReset: Interval | null;
  nsPerCall: Interval;
  microsecondsPerBoot: Interval;
}

export interface Ledger {
  layout: string;
  phase: number;
  /** The cache state that the whole was measured in. */
  state: string;
  workload: { id: string; calls: number; full: number; early: number };
  /** What the thread reports, to compare with: 36 µs, 60 ns, 90 ns. */
  claim: { microsecondsPerBoot: number; nsPerCall: number; nsPerFullReset: number };
  cost: LedgerLine[];
  /** The same parts of what the patch saves. */
  saving: LedgerLine[];
}

export interface SweepPoint {
  access: 'reads' | 'writes';
  /** What the guest touches between two resets. */
  bytes: number;
  /** Of the struct's lines just before the reset. */
  loadLatencyNs: number;
  /** What the guest takes for it. */
  guestNs: number;
  costNsPerCall: Interval;
  savingNsPerCall: Interval;
  savingMicrosecondsPerBoot: Interval;
}

/** Where the saving reaches the claim; null: nowhere that was measured. */
export interface Crossing {
  access: 'reads' | 'writes';
  /** First footprint whose estimate reaches it, whose interval may, whose interval surely does. */
  bytes: number | null;
  lowBytes: number | null;
  highBytes: number | null;
  mostBytes: number;
}

/** Resets between real exits. */
export interface ExitFinding {
  between: string;
  /** Why there are none; null if they were made. */
  unavailable: string | null;
  /** From one reset's end to the next one's beginning: the whole exit. */
  exitNs: number | null;
  costNsPerCall: Interval | null;
  savingNsPerCall: Interval | null;
  savingMicrosecondsPerBoot: Interval | null;
  notes: string[];
}

export interface Explanation {
  hypotheses: Finding[];
  ledger: Ledger | null;
  sweep: SweepPoint[];
  crossings: Crossing[];
  between: ExitFinding[];
  conclusion: string[];
}
