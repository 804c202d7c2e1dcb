/** Whole boots replayed transition by transition, one table per workload, layout, state and retirement. */

import { formatInterval, formatPercent } from '../format.js';
import {
  BASELINE,
  baselineFirst,
  crewOf,
  groupBy,
  layoutAtPhase,
  notEquivalent,
  pathAndScope,
  roundsOf,
} from './groups.js';
import type { BootResult, Result } from './result.js';
import type { Column, Row } from './table.js';
import { renderTable } from './table.js';
import { type TextOptions, wrap } from './text.js';
import {
  nothing,
  resolvedMark,
  savingCell,
  stateWarning,
  strategyName,
  titleLines,
} from './wording.js';

const COLUMNS: readonly Column[] = [
  { head: 'strategy', align: 'left' },
  { head: 'µs/boot [95 %]', align: 'right' },
  { head: 'saving µs [95 %] ', align: 'right' },
];

export function bootsTables(result: Result, options: TextOptions): string {
  if (result.boots.length === 0) return nothing('Boots', options);
  const marked = notEquivalent(result);
  const groups = groupBy(result.boots, (boot) => [
    boot.workload,
    layoutAtPhase(boot),
    pathAndScope(boot),
    boot.state,
    boot.retirement,
    crewOf(boot),
  ]);
  return groups.map((group) => groupTable(group, marked, options)).join('\n\n');
}

function groupTable(
  group: readonly [BootResult, ...BootResult[]],
  marked: ReadonlySet<string>,
  options: TextOptions,
): string {
  const [first] = group;
  const setting = [
    first.workload,
    layoutAtPhase(first),
    first.state,
    first.retirement,
    ...crewOf(first),
  ];
  const title = `${setting.join(', ')} (${pathAndScope(first)}), ${roundsOf(group)}`;
  const counts = `${first.transitions} transitions, ${first.fullResets} full + ${first.earlyResets} early resets a boot`;
  return [
    ...titleLines(title, stateWarning(group), options),
    counts,
    ...lineLevelLines(first, options),
    renderTable(COLUMNS, rowsOf(group, marked, options), options),
  ].join('\n');
}

function rowsOf(
  group: readonly BootResult[],
  marked: ReadonlySet<string>,
  options: TextOptions,
): Row[] {
  return baselineFirst(group).map((boot) => {
    const cost = [strategyName(boot.strategy, marked), formatInterval(boot.microsecondsPerBoot)];
    if (boot.strategy === BASELINE) return [...cost, `baseline${resolvedMark(true)}`];
    const interval = boot.savingMicrosecondsPerBoot;
    const text = formatInterval(interval, boot.resolved);
    return [...cost, savingCell(text, { resolved: boot.resolved, interval }, options)];
  });
}

/** Where the struct's lines were found, in words; nothing where the state was chosen. */
function lineLevelLines({ lineLevels }: BootResult, options: TextOptions): string[] {
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
