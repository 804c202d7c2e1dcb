/** Whether a reordered struct is faster than the original, as far as these measurements can tell. */

import { isResolved } from '../explain/estimate.js';
import { familyConfidence } from '../stats/family.js';
import { shiftOfIntervals } from '../stats/shift.js';
import type { ConfidentInterval, Interval } from '../stats/types.js';
import type { MeasuredCandidate, Objective } from './types.js';

export type GainVerdict = 'faster' | 'slower' | 'not-resolved';

export interface Gain {
  /** Original minus candidate; of objective `saving`: the candidate's saving minus the original's. */
  gainNsPerReset: Interval;
  /** At the confidence that lets the verdicts on all candidates hold together at 95 %. */
  gainForVerdictNsPerReset: Interval;
  /** The larger one of the original's and the candidate's. */
  noiseFloorNsPerReset: number;
  verdict: GainVerdict;
}

export interface Judgement {
  /** By candidate. */
  gains: Gain[];
  /** Index of the simplest of the faster candidates that may gain as much as any; null if none is faster. */
  winner: number | null;
}

const CONFIDENCE = 0.95;
/** Fewer give no interval of 95 %: of two or three, every third search would claim something false. */
const LEAST_VALUES = 8;

/**
 * Faster: 0 is outside the interval that all verdicts hold together with, and the gain is larger than
 * what the same code shows against itself.
 *
 * Layouts are measured side by side, but their resets are not paired: the interval is that of a
 * difference of independent estimates, too wide rather than too narrow where both drift together.
 */
export function judgeCandidates(
  original: MeasuredCandidate,
  candidates: readonly MeasuredCandidate[],
  objective: Objective,
): Judgement {
  const together = familyConfidence(CONFIDENCE, Math.max(1, candidates.length));
  const gains = candidates.map((candidate): Gain => {
    const gain = (confidence: number) => gainOf(original, candidate, objective, confidence);
    const forVerdict = gain(together);
    const noiseFloorNsPerReset = Math.max(
      original.noiseFloorNsPerReset,
      candidate.noiseFloorNsPerReset,
    );
    return {
      gainNsPerReset: gain(CONFIDENCE),
      gainForVerdictNsPerReset: forVerdict,
      noiseFloorNsPerReset,
      verdict: verdictOn(forVerdict, noiseFloorNsPerReset),
    };
  });
  return { gains, winner: winnerOf(gains) };
}

function verdictOn(gain: Interval, noiseFloorNs: number): GainVerdict {
  if (!isResolved(gain, noiseFloorNs)) return 'not-resolved';
  return gain.estimate > 0 ? 'faster' : 'slower';
}

/** Candidates come with the simplest first: a longer patch has to be known to gain more. */
function winnerOf(gains: readonly Gain[]): number | null {
  const isFaster = ({ verdict }: Gain) => verdict === 'faster';
  const most = Math.max(
    ...gains.filter(isFaster).map(({ gainNsPerReset }) => gainNsPerReset.estimate),
  );
  const index = gains.findIndex(
    (gain) => isFaster(gain) && gain.gainForVerdictNsPerReset.high >= most,
  );
  return index < 0 ? null : index;
}

function gainOf(
  original: MeasuredCandidate,
  candidate: MeasuredCandidate,
  objective: Objective,
  confidence: number,
): Interval {
  if (Math.min(original.values, candidate.values) < LEAST_VALUES) return UNKNOWN;
  // shiftOfIntervals is the second minus the first: a time that falls is a gain, a saving that rises.
  const shift =
    objective === 'saving'
      ? shiftOf(original, candidate, 'savingNsPerReset', confidence)
      : shiftOf(candidate, original, 'strategyNsPerReset', confidence);
  return { estimate: shift.estimate, low: shift.low, high: shift.high };
}

/** Decides nothing. */
const UNKNOWN: Interval = {
  estimate: Number.NaN,
  low: Number.NEGATIVE_INFINITY,
  high: Number.POSITIVE_INFINITY,
};

function shiftOf(
  from: MeasuredCandidate,
  to: MeasuredCandidate,
  of: 'savingNsPerReset' | 'strategyNsPerReset',
  confidence: number,
): ConfidentInterval {
  const reported = (each: MeasuredCandidate) => [{ interval: each[of], values: each.values }];
  return shiftOfIntervals(reported(from), reported(to), confidence);
}
