/** Costs and savings with cache states across, as the terminal's first look has them. */

import { formatBound, formatPlusMinus } from '../../format.js';
import { noiseFloorOf, wholeMicroseconds } from '../../report/boot-resets.js';
import {
  baselineRow,
  byState,
  type StateRows,
  savingRows,
  stateColumns,
  stateWarnings,
} from '../../report/by-state.js';
import { BASELINE, groupBy, notEquivalent } from '../../report/groups.js';
import type { BootResult, CellResult, Result } from '../../report/result.js';
import { firstLooks, type SummaryGroup, summaryGroups } from '../../report/summary-table.js';
import type { Row } from '../../report/table.js';
import type { TextOptions } from '../../report/text.js';
import { bootPlaceTitle, cellPlaceTitle } from '../place-titles.js';
import { type Block, heading, list, paragraph, type TableRow, table } from './blocks.js';

/** Lines of any length: Markdown's readers break them. */
export const UNWRAPPED: TextOptions = { columns: Number.POSITIVE_INFINITY, colour: false };

/** A table for each layout, with the plan's first guest; how many other tables there would be. */
export function cellSummaries(result: Result): Block[] {
  const groups = summaryGroups(result);
  const shown = firstLooks(groups);
  const left = groups.length - shown.length;
  return [
    ...shown.flatMap((group) => cellSummary(group, result)),
    ...(left > 0 ? [paragraph(`Tables of other guests or retirement, not shown: ${left}.`)] : []),
  ];
}

export function bootSummaries(result: Result): Block[] {
  const marked = notEquivalent(result);
  return groupBy(result.boots, bootPlaceTitle).flatMap((group) => bootSummary(group, marked));
}

function cellSummary(group: SummaryGroup, result: Result): Block[] {
  const marked = notEquivalent(result);
  const states = byState(group);
  return [
    heading(4, cellPlaceTitle(group[0])),
    table(stateColumns(states, UNWRAPPED), [
      { title: 'cost, ns per reset' },
      texts(baselineRow(states, ({ nsPerReset }) => nsPerReset)),
      ['noise floor', ...states.map((state) => noiseText(state, result))],
      ...section(
        'saving, ns per reset',
        savingRows(states, ({ savingNsPerReset }) => savingNsPerReset, marked, UNWRAPPED),
      ),
      ...section('saving, µs per boot', [
        ...ceilings(states, result),
        ...savingRows(states, ({ bootMicroseconds }) => bootMicroseconds, marked, UNWRAPPED),
      ]),
    ]),
    list(stateWarnings(states, UNWRAPPED)),
  ];
}

function bootSummary(
  group: readonly [BootResult, ...BootResult[]],
  marked: ReadonlySet<string>,
): Block[] {
  const states = byState(group);
  const savingOf = (boot: BootResult) => boot.savingMicrosecondsPerBoot;
  return [
    heading(4, `Boot ${bootPlaceTitle(group[0])}`),
    table(stateColumns(states, UNWRAPPED), [
      { title: 'cost, µs per boot' },
      texts(baselineRow(states, ({ microsecondsPerBoot }) => microsecondsPerBoot)),
      ...section('saving, µs per boot', savingRows(states, savingOf, marked, UNWRAPPED)),
    ]),
    list(stateWarnings(states, UNWRAPPED)),
  ];
}

/** Nothing at all without rows. */
function section(title: string, rows: readonly Row[]): TableRow[] {
  return rows.length === 0 ? [] : [{ title }, ...rows.map(texts)];
}

function noiseText({ rows: [cell] }: StateRows<CellResult>, result: Result): string {
  const floor = cell === undefined ? undefined : noiseFloorOf(result, cell);
  return floor === undefined ? '' : formatBound(floor.nsPerReset);
}

/** What no strategy can exceed; no row where the workload's resets are unknown. */
function ceilings(states: readonly StateRows<CellResult>[], result: Result): string[][] {
  const values = states.map(({ rows }) => {
    const baseline = rows.find(({ strategy }) => strategy === BASELINE);
    return baseline === undefined ? null : wholeMicroseconds(result, baseline);
  });
  if (values.every((value) => value === null)) return [];
  return [
    [
      'if resets cost nothing',
      ...values.map((value) => (value === null ? '' : formatPlusMinus(value))),
    ],
  ];
}

function texts(row: Row): string[] {
  return row.map((cell) => (typeof cell === 'string' ? cell : cell.text));
}
