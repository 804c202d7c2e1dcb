/** What a search for a better order of a struct's fields is given, finds, and has measured. */

import type { Layout } from '../layout/types.js';
import type { Watch } from '../measure/measure.js';
import type { Interval } from '../stats/types.js';

/**
 * `lines`: those that the strategy's reset dirties. `saving`: how many fewer than the baseline's reset
 * dirties, where neither may dirty more than in the original. `ns`: lines at a given cost each.
 */
export const OBJECTIVES = ['lines', 'saving', 'ns'] as const;

export type Objective = (typeof OBJECTIVES)[number];

/** Fields that are read together, by name. */
export interface FieldGroup {
  fields: readonly string[];
  /** What reads them, in a few words. */
  reason: string;
}

/** The smaller the better, the first that differs decides. */
export interface Score {
  /** Lines dirtied, or minus the lines saved. */
  cost: number;
  /** Added before the struct in what holds it, to give it its phase. */
  paddingBytes: number;
  /** Fields and blocks that change their place in the declaration. */
  moves: number;
}

export interface LineCounts {
  strategy: number;
  baseline: number;
}

export interface Candidate extends Score {
  /** Made from the original: its fields and blocks, in another order; never of origin `built-in`. */
  layout: Layout;
  lines: LineCounts;
  /** By the strategy: ascending, from 0, the line of the struct's first byte. */
  linesDirtied: number[];
}

/** `exact`: no order has a smaller cost. `heuristic`: none was found. */
export type Proof = 'exact' | 'heuristic';

export interface SearchResult {
  /** As given, but that its code is made at run time as that of the candidates is. */
  original: Candidate;
  /** Those with a smaller cost than the original, the best first; of the same cost, alike ones once. */
  candidates: Candidate[];
  proof: Proof;
}

export interface MeasuringOptions {
  strategy: string;
  state: string;
  retirement: string;
  /** Wall time for all layouts together. */
  budgetSeconds: number;
  seed: number;
  /** Logical CPU, -1 for the last allowed one. */
  cpu: number;
}

/** One layout's resets, in one cache state and retirement, net of the harness. */
export interface MeasuredCandidate {
  baselineNsPerReset: Interval;
  strategyNsPerReset: Interval;
  /** Baseline minus strategy, paired within rounds. */
  savingNsPerReset: Interval;
  /** Largest difference that the baseline shows against itself. */
  noiseFloorNsPerReset: number;
  /** Independent values that each interval was made from: draws of placement. */
  values: number;
}

/**
 * Measures layouts interleaved, all of them with code made at run time.
 *
 * @returns one for each layout, in their order
 */
export type MeasureCandidates = (
  layouts: readonly Layout[],
  options: MeasuringOptions,
  watch: Watch,
) => Promise<MeasuredCandidate[]>;
