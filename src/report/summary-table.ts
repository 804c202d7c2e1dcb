/**
 * The first look: one layout, guest and retirement; strategies down, cache states across.
 * It begins with what a sceptic asks first: what does the whole thing cost, and what does the same
 * code against itself show.
 */

import { THREAD_SAVING_MICROSECONDS } from '../explain/thread.js';
import { formatBound, formatValue } from '../format.js';
import { isOfBoots, noiseFloorOf, wholeMicroseconds } from './boot-resets.js';
import type { StateRows } from './by-state.js';
import {
  baselineRow,
  byState,
  savingRows,
  sectionTitle,
  stateColumns,
  stateWarnings,
} from './by-state.js';
import {
  BASELINE,
  crewOf,
  groupBy,
  isolationNote,
  layoutAtPhase,
  notEquivalent,
  pathAndScope,
} from './groups.js';
import { lineLevelLines } from './line-levels.js';
import type { BootResult, CellResult, Result } from './result.js';
import type { Row } from './table.js';
import { renderWideTable } from './table.js';
import type { TextOptions } from './text.js';
import { palette, wrap, wrapPainted } from './text.js';
import { nothing, resolvedMark, titleLines } from './wording.js';

/** All cells of one layout, guest and retirement: what one summary shows. */
export type SummaryGroup = readonly [CellResult, ...CellResult[]];

/** A VM entry makes it likely, so it is what the thread's number is about. */
const LIKELY_RETIREMENT = 'drained';

export function summaryGroups(result: Result): SummaryGroup[] {
  return groupBy(result.cells, (cell) => [
    layoutAtPhase(cell),
    pathAndScope(cell),
    cell.guest,
    cell.retirement,
  ]);
}

/** Every layout with the plan's first guest, in the retirement that is the likelier one. */
export function firstLooks(groups: readonly SummaryGroup[]): SummaryGroup[] {
  const [first] = groups;
  if (first === undefined) return [];
  const retirements = groups.map(([cell]) => cell.retirement);
  const retirement = retirements.includes(LIKELY_RETIREMENT)
    ? LIKELY_RETIREMENT
    : first[0].retirement;
  return groups.filter(([cell]) => cell.guest === first[0].guest && cell.retirement === retirement);
}

/** One table for each layout, and once what its words mean. */
export function summaryTables(result: Result, options: TextOptions): string {
  const groups = firstLooks(summaryGroups(result));
  if (groups.length === 0) return nothing('Cells', options);
  const tables = groups.map((group) => summaryTable(result, options, group));
  return [...tables, explanation(result, options)].join('\n\n');
}

/** The answer may speak of cells that the first look leaves out; empty if there are none. */
export function tablesNotShown(result: Result, options: TextOptions): string {
  const groups = summaryGroups(result);
  const left = groups.length - firstLooks(groups).length;
  if (left === 0) return '';
  return wrap(
    `${left} more such tables (other guests or retirement): --full`,
    options.columns,
    '  ',
  );
}

export function summaryTable(result: Result, options: TextOptions, group: SummaryGroup): string {
  const marked = notEquivalent(result);
  const states = byState(group);
  const savings = savingRows(states, (cell) => cell.savingNsPerReset, marked, options);
  const rows: Row[] = [
    sectionTitle('cost, ns per reset', options),
    baselineRow(states, (cell) => cell.nsPerReset),
    noiseRow(result, states),
    ['stopped by', ...states.map(({ rows: [first] }) => first?.stopped ?? '')],
    ...section('saving, ns per reset', savings, options),
    ...section('saving, µs per boot', bootRows(result, states, options), options),
  ];
  return [
    ...titleLines(`${kindOf(group)} of ${settingOf(group)}, ${group[0].retirement}`, null, options),
    renderWideTable(stateColumns(states, options), rows, options),
    ...stateWarnings(states, options),
  ].join('\n');
}

/** The replayed boots of one workload, layout and retirement, in the same form. */
export function bootsSummaryTable(result: Result, options: TextOptions): string {
  const marked = notEquivalent(result);
  const groups = groupBy(result.boots, (boot) => [
    boot.workload,
    layoutAtPhase(boot),
    pathAndScope(boot),
    boot.retirement,
    crewOf(boot),
  ]);
  if (groups.length === 0) return nothing('Boots', options);
  return groups.map((group) => bootsSummary(group, marked, options)).join('\n\n');
}

function bootsSummary(
  group: readonly [BootResult, ...BootResult[]],
  marked: ReadonlySet<string>,
  options: TextOptions,
): string {
  const [first] = group;
  const states = byState(group);
  const savings = savingRows(states, (boot) => boot.savingMicrosecondsPerBoot, marked, options);
  const rows: Row[] = [
    sectionTitle('cost, µs per boot', options),
    baselineRow(states, (boot) => boot.microsecondsPerBoot),
    ...section('saving, µs per boot', savings, options),
  ];
  const setting = [
    `Boot ${first.workload} replayed`,
    layoutAtPhase(first),
    first.retirement,
    ...crewOf(first),
  ];
  return [
    ...titleLines(`${setting.join(', ')} (${pathAndScope(first)})`, null, options),
    renderWideTable(stateColumns(states, options), rows, options),
    ...stateWarnings(states, options),
    ...states.flatMap(({ rows: [boot] }) => (boot ? lineLevelLines(boot, options) : [])),
  ].join('\n');
}

function kindOf([{ calls }]: SummaryGroup): string {
  return calls === 'full' ? 'Full resets' : 'Calls';
}

function settingOf([cell]: SummaryGroup): string {
  return `${layoutAtPhase(cell)}, ${cell.guest} guest (${pathAndScope(cell)})`;
}

/** Set off by an empty row; nothing at all without rows. */
function section(title: string, rows: readonly Row[], options: TextOptions): Row[] {
  return rows.length === 0 ? [] : [[], sectionTitle(title, options), ...rows];
}

function bootRows(
  result: Result,
  states: readonly StateRows<CellResult>[],
  options: TextOptions,
): Row[] {
  const marked = notEquivalent(result);
  const rows = savingRows(states, (cell) => cell.bootMicroseconds, marked, options);
  const ceilings = states.map((state) => wholeCost(result, state.rows));
  if (rows.length === 0 || ceilings.every((ceiling) => ceiling === null)) return rows;
  const cells = ceilings.map((ceiling) => (ceiling === null ? '' : plain(formatValue(ceiling))));
  return [['if resets cost nothing', ...cells], ...rows];
}

/** What no strategy can exceed; null where the workload's resets of this kind are unknown. */
function wholeCost(result: Result, cells: readonly CellResult[]): number | null {
  const baseline = cells.find((cell) => cell.strategy === BASELINE);
  return baseline === undefined ? null : (wholeMicroseconds(result, baseline)?.estimate ?? null);
}

function noiseRow(result: Result, states: readonly StateRows<CellResult>[]): Row {
  const cells = states.map(({ rows }) => {
    const [first] = rows;
    const floor = first === undefined ? undefined : noiseFloorOf(result, first);
    return floor === undefined ? '' : plain(formatBound(floor.nsPerReset));
  });
  return ['noise floor', ...cells];
}

/** Room for the mark that values below may carry. */
function plain(text: string): string {
  return `${text}${resolvedMark(true)}`;
}

function explanation(result: Result, options: TextOptions): string {
  const text = [
    `± is the longer arm of the 95 % interval. Saving: ${BASELINE} minus strategy.`,
    ...(result.cells.some(isOfBoots)
      ? [
          `µs per boot: that saving over ${result.plan.workload}; the thread reports`,
          `${THREAD_SAVING_MICROSECONDS} µs for its 600 calls.`,
        ]
      : []),
    ...isolationNote(result),
  ].join(' ');
  return wrapPainted(text, options.columns, '  ', palette(options.colour).faint);
}
