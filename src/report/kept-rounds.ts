/** Which of a file's samples its intervals are made of. */

import type { BootResult, CellResult } from './result.js';

type Rounds = Pick<
  CellResult | BootResult,
  'rounds' | 'setAside' | 'setAsideRounds' | 'tooNoisy' | 'samples'
>;

/** Indices, ascending; null where the file does not tell, as those of older versions. */
export function keptRounds(row: Rounds): number[] | null {
  const { rounds, setAside, setAsideRounds, tooNoisy, samples } = row;
  if (samples.length !== rounds) return null;
  const all = [...samples.keys()];
  // Where nearly all were disturbed, all are used.
  if (setAside === 0 || tooNoisy) return all;
  if (setAsideRounds === undefined || setAsideRounds.length !== setAside) return null;
  const aside = new Set(setAsideRounds);
  const kept = all.filter((round) => !aside.has(round));
  return kept.length === rounds - setAside ? kept : null;
}
