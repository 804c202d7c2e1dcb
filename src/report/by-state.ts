/** Tables with cache states across: what the summaries of cells and of boots have in common. */

import { formatPlusMinus } from '../format.js';
import type { Interval } from '../stats/types.js';
import { BASELINE, groupBy } from './groups.js';
import type { BootResult, CellResult } from './result.js';
import type { Cell, Column, Row } from './table.js';
import type { TextOptions } from './text.js';
import { palette, wrapPainted } from './text.js';
import { resolvedMark, savingCell, stateWarning, strategyName } from './wording.js';

type Measured = CellResult | BootResult;

/** Everything measured in one state, and a warning where the state was not reached. */
export interface StateRows<T> {
  state: string;
  rows: readonly T[];
  warning: string | null;
}

const NOT_REACHED_MARK = '!';

export function byState<T extends Measured>(rows: readonly T[]): StateRows<T>[] {
  return groupBy(rows, (row) => row.state).map((group) => ({
    state: group[0].state,
    rows: group,
    warning: stateWarning(group),
  }));
}

export function stateColumns(
  states: readonly StateRows<Measured>[],
  options: TextOptions,
): Column[] {
  const { warning: paintWarning } = palette(options.colour);
  const columns = states.map(({ state, warning }): Column => {
    if (warning === null) return { head: state, align: 'right' };
    return { head: `${state}${NOT_REACHED_MARK}`, align: 'right', paint: paintWarning };
  });
  return [{ head: 'strategy', align: 'left' }, ...columns];
}

export function stateWarnings(
  states: readonly StateRows<Measured>[],
  options: TextOptions,
): string[] {
  const { warning: paint } = palette(options.colour);
  return states.flatMap(({ state, warning }) => {
    if (warning === null) return [];
    return [wrapPainted(`${NOT_REACHED_MARK} ${state}: ${warning}`, options.columns, '  ', paint)];
  });
}

export function sectionTitle(text: string, options: TextOptions): Row {
  return [{ text, paint: palette(options.colour).title }];
}

export function baselineRow<T extends Measured>(
  states: readonly StateRows<T>[],
  costOf: (row: T) => Interval,
): Row {
  const cells = states.map(({ rows }) => {
    const baseline = rows.find((row) => row.strategy === BASELINE);
    return baseline === undefined
      ? ''
      : `${formatPlusMinus(costOf(baseline))}${resolvedMark(true)}`;
  });
  return [BASELINE, ...cells];
}

/** One row per proposal; empty where it was not measured in a state. */
export function savingRows<T extends Measured>(
  states: readonly StateRows<T>[],
  savingOf: (row: T) => Interval | null,
  marked: ReadonlySet<string>,
  options: TextOptions,
): Row[] {
  const columns = states.map(({ rows }) => savingColumn(rows, savingOf, options));
  const strategies = new Set(columns.flatMap((column) => [...column.keys()]));
  return [...strategies].map((strategy) => [
    strategyName(strategy, marked),
    ...columns.map((column) => column.get(strategy) ?? ''),
  ]);
}

function savingColumn<T extends Measured>(
  rows: readonly T[],
  savingOf: (row: T) => Interval | null,
  options: TextOptions,
): Map<string, Cell> {
  return new Map(
    proposals(rows).flatMap((row): [string, Cell][] => {
      const interval = savingOf(row);
      if (interval === null) return [];
      const text = formatPlusMinus(interval, row.resolved);
      return [[row.strategy, savingCell(text, { resolved: row.resolved, interval }, options)]];
    }),
  );
}

function proposals<T extends Measured>(rows: readonly T[]): T[] {
  return rows.filter((row) => row.strategy !== BASELINE);
}
