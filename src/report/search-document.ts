/** What `layout search --json` prints: all that was found and measured. */

import { layoutDocument } from '../layout/files/layout-file.js';
import { linesOfGroup } from '../search/groups.js';
import type { SearchOutcome } from '../search/outcome.js';
import type { Candidate, MeasuredCandidate } from '../search/types.js';
import { searchAnswer } from './search-answer.js';
import { movesOf } from './search-moves.js';

export const SEARCH_SCHEMA = 'kvm-mmu-bench/layout-search/1';

/** Layouts are as their files are: any of them can be saved and measured. */
export function searchDocument(outcome: SearchOutcome) {
  const { result, measured, groups, baseline, objective, nsPerLine, workload } = outcome;
  const { strategy, ...measuring } = outcome.measuring;
  const { original, candidates, proof } = result;
  return {
    schema: SEARCH_SCHEMA,
    ...{ strategy, baseline, objective, nsPerLine, proof },
    groups: groups.map((group) => ({ ...group, mostLines: linesOfGroup(original.layout, group) })),
    original: candidateDocument(original, measured?.original),
    candidates: candidates.map((candidate, index) => ({
      ...candidateDocument(candidate, measured?.candidates[index]),
      paddingBytes: candidate.paddingBytes,
      moves: movesOf(original, candidate),
      gain: measured?.gains[index] ?? null,
    })),
    winner: measured?.winner ?? null,
    measured: measured === null ? null : { ...measuring, workload },
    answer: searchAnswer(outcome),
  };
}

function candidateDocument(
  { layout, lines, linesDirtied }: Candidate,
  measured: MeasuredCandidate | undefined,
) {
  return { layout: layoutDocument(layout), lines, linesDirtied, measured: measured ?? null };
}
