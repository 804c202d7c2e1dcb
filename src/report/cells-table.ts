/** Every measured cell: one table per layout, guest, state and retirement, one row per strategy. */

import { THREAD_SAVING_MICROSECONDS } from '../explain/thread.js';
import { formatEstimate, formatInterval, formatNs, formatPlusMinus } from '../format.js';
import {
  BASELINE,
  baselineFirst,
  groupBy,
  isolationNote,
  layoutAtPhase,
  notEquivalent,
  pathAndScope,
  roundsOf,
} from './groups.js';
import type { CellResult, Result } from './result.js';
import type { Column, Row } from './table.js';
import { renderTable } from './table.js';
import type { TextOptions } from './text.js';
import { palette, wrapPainted } from './text.js';
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
  { head: 'lines', align: 'right' },
  { head: 'ns/reset', align: 'right' },
  { head: 'saving ns [95 %] ', align: 'right' },
  { head: 'µs/boot ', align: 'right' },
];

export function cellsTables(result: Result, options: TextOptions): string {
  if (result.cells.length === 0) return nothing('Cells', options);
  const marked = notEquivalent(result);
  const groups = groupBy(result.cells, (cell) => [
    layoutAtPhase(cell),
    pathAndScope(cell),
    cell.guest,
    cell.state,
    cell.retirement,
  ]);
  const tables = groups.map((group) => groupTable(group, marked, options));
  return [...tables, footer(result, options)].join('\n\n');
}

function groupTable(
  group: readonly [CellResult, ...CellResult[]],
  marked: ReadonlySet<string>,
  options: TextOptions,
): string {
  const [first] = group;
  const setting = [layoutAtPhase(first), first.state, first.retirement, `${first.guest} guest`];
  const title = `${setting.join(', ')} (${pathAndScope(first)}), ${roundsOf(group)}`;
  const body = renderTable(COLUMNS, rowsOf(group, marked, options), options);
  const spread =
    `spread of ${BASELINE}: ${formatNs(first.placementSdNs)} between placements, ` +
    `${formatNs(first.roundSdNs)} between rounds`;
  return [...titleLines(title, stateWarning(group), options), body, spread].join('\n');
}

function rowsOf(
  group: readonly CellResult[],
  marked: ReadonlySet<string>,
  options: TextOptions,
): Row[] {
  return baselineFirst(group).map((cell) => {
    const cost = [
      strategyName(cell.strategy, marked),
      String(cell.linesDirtied),
      formatPlusMinus(cell.nsPerReset),
    ];
    if (cell.strategy === BASELINE) return [...cost, `baseline${resolvedMark(true)}`];
    const { resolved } = cell;
    const saving = formatInterval(cell.savingNsPerReset, resolved);
    const savings = [
      ...cost,
      savingCell(saving, { resolved, interval: cell.savingNsPerReset }, options),
    ];
    const interval = cell.bootMicroseconds;
    if (interval === null) return savings;
    return [...savings, savingCell(formatEstimate(interval), { resolved, interval }, options)];
  });
}

function footer(result: Result, options: TextOptions): string {
  const text = [
    'lines: 64-byte lines that one full reset dirties. ns/reset: cost of a full reset, ± the',
    'longer arm of the 95 % interval. saving: baseline minus strategy, within rounds, per full reset.',
    `µs/boot: that saving over ${result.plan.workload}; the thread reports`,
    `${THREAD_SAVING_MICROSECONDS} µs for its 600 calls.`,
    ...isolationNote(result),
  ].join(' ');
  return wrapPainted(text, options.columns, '  ', palette(options.colour).faint);
}
