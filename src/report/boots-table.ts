/** Whole boots replayed transition by transition, one table per workload, layout, state and retirement. */

import { formatInterval } from '../format.js';
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
import { lineLevelLines } from './line-levels.js';
import type { BootResult, Result } from './result.js';
import type { Column, Row } from './table.js';
import { renderTable } from './table.js';
import type { TextOptions } from './text.js';
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
