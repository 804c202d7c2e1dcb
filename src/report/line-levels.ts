/** Where the struct's lines were when the transitions of a recorded boot began. */

import { formatPercent } from '../format.js';
import type { BootResult } from './result.js';
import { type TextOptions, wrap } from './text.js';

/** In words; nothing where the state was chosen. */
export function lineLevelLines({ lineLevels }: BootResult, options: TextOptions): string[] {
  if (lineLevels === null) return [];
  const { enter, rsm, codeRan } = lineLevels;
  const lines = [
    `lines about to be dirtied, before SMM entries: ${sharesOf(enter, lineLevels)}`,
    `before RSMs: ${sharesOf(rsm, lineLevels)}`,
    ...(codeRan ? [] : ["the guest's code lines were prefetched, not run: no memory for code"]),
  ];
  return lines.map((line) => wrap(line, options.columns, '  '));
}

function sharesOf(
  looks: readonly number[],
  { levels, apart }: NonNullable<BootResult['lineLevels']>,
): string {
  const total = looks.reduce((sum, each) => sum + each, 0);
  if (total === 0) return 'not looked at';
  const parts = levels.flatMap((level, index) => {
    const isMerged = index > 0 && apart[index - 1] === false;
    if (isMerged) return [];
    const merged = levels.slice(index + 1).findIndex((_, next) => apart[index + next] !== false);
    const names = levels.slice(index, merged === -1 ? undefined : index + 1 + merged);
    return [`${names.join(' or ') || level} ${formatPercent((100 * (looks[index] ?? 0)) / total)}`];
  });
  return `${parts.join(', ')} (${total} looks)`;
}
