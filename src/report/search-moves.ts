/** What to do to a declaration to get a candidate of it. */

import { movablesOf } from '../search/movables.js';
import { type Move, movesBetween } from '../search/moves.js';
import type { Candidate } from '../search/types.js';
import { printable } from './text.js';

/** The fewest fields and blocks that have to be moved, in the order in which to do so. */
export function movesOf(original: Candidate, candidate: Candidate): Move[] {
  const names = ({ layout }: Candidate) => movablesOf(layout).map(({ name }) => name);
  return movesBetween(names(original), names(candidate));
}

/** A line each: what holds the struct comes first. */
export function movesText(original: Candidate, candidate: Candidate): string[] {
  const { paddingBytes, layout } = candidate;
  const padding =
    paddingBytes === 0
      ? []
      : [
          `put ${paddingBytes} bytes of padding before the struct in what holds it, for phase ` +
            `${layout.phase} instead of ${original.layout.phase}`,
        ];
  const moves = movesOf(original, candidate).map(({ field, after }) =>
    after === null
      ? `move ${printable(field)} to the front`
      : `move ${printable(field)} behind ${printable(after)}`,
  );
  return [...padding, ...moves];
}
