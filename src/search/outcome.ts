/** What a search came to: orders, measurements of the best, and what may be said of them. */

import type {
  FieldGroup,
  MeasuredCandidate,
  MeasuringOptions,
  Objective,
  SearchResult,
} from './types.js';
import type { Judgement } from './verdict.js';

export interface SearchOutcome {
  baseline: string;
  objective: Objective;
  /** What a dirtied line is taken to cost, ns; null: nothing is assumed. */
  nsPerLine: number | null;
  groups: readonly FieldGroup[];
  /** That could be chosen. */
  phases: readonly number[];
  measuring: MeasuringOptions;
  result: SearchResult;
  /** Null where nothing was measured. */
  measured: MeasuredOutcome | null;
  /** Null for a struct that no boot resets. */
  workload: { id: string; fullResets: number } | null;
}

export interface MeasuredOutcome extends Judgement {
  original: MeasuredCandidate;
  /** As in the result, in its order. */
  candidates: readonly MeasuredCandidate[];
}

/** Index of the candidate to show in full: the winner, or the best found where nothing was measured. */
export function shownCandidate({ result, measured }: SearchOutcome): number | null {
  if (measured !== null) return measured.winner;
  return result.candidates.length > 0 ? 0 : null;
}
