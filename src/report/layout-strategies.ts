/** Strategies as a map of lines names them: by a letter, the same for those that write the same bytes. */

import type { LineMap } from '../layout/lines/line-map.js';
import { linesByStrategy, type StrategyLines } from '../layout/lines/line-writes.js';
import { groupBy } from './groups.js';
import { lineList } from './html/sections/line-map-tables.js';
import { type Column, type Row, renderTable } from './table.js';
import { displayWidth, shorten, type TextOptions } from './text.js';

/** Strategies that write the same bytes. */
export interface StrategyGroup {
  letter: string;
  strategies: readonly [StrategyLines, ...StrategyLines[]];
}

/** In the order of the map's strategies. */
export function strategyGroups(map: LineMap, baseline: string): StrategyGroup[] {
  return groupBy(linesByStrategy(map, baseline), ({ ranges }) => ranges).map(
    (strategies, index) => ({ letter: letterOf(index), strategies }),
  );
}

const FIRST_LETTER = 10;
const ALPHANUMERIC = 36;

/** `a` to `z`; `10`, `11` and so on for any more. */
function letterOf(index: number): string {
  return (FIRST_LETTER + index).toString(ALPHANUMERIC);
}

const COLUMNS: readonly Column[] = [
  { head: 'full reset by', align: 'left' },
  { head: 'map', align: 'left' },
  { head: 'bytes', align: 'right' },
  { head: 'lines', align: 'right' },
  { head: 'dirtied', align: 'left' },
  { head: 'spared', align: 'left' },
  { head: 'added', align: 'left' },
];

/** A row a strategy, those of a letter together. */
export function strategiesTable(
  groups: readonly StrategyGroup[],
  baseline: string,
  options: TextOptions,
): string {
  const rows = groups.flatMap(({ letter, strategies }) =>
    strategies.map(({ strategy, bytes, lines, compared }): Row => {
      const against = strategy === baseline ? 'baseline' : '';
      return [
        ...[strategy, letter, `${bytes}`, `${lines.length}`, shortList(lines)],
        compared === null ? against : shortList(compared.spared),
        compared === null ? '' : shortList(compared.added),
      ];
    }),
  );
  return renderTable(COLUMNS, rows, options);
}

/** Lists of larger structs are cut, so that tables keep their width. */
const LIST_COLUMNS = 14;

/** `0–4, 6` */
export function shortList(lines: readonly number[]): string {
  return shorten(lineList(lines), LIST_COLUMNS);
}

/** `a 24 B`, as wide as every one of them. */
export function rowLabel(letter: string, bytes: number): string {
  const text = `${letter} ${bytes} B`;
  return text + ' '.repeat(Math.max(0, LABEL_COLUMNS - displayWidth(text)));
}

/** Of the labels before the bytes of a line. */
export const LABEL_COLUMNS = 8;
