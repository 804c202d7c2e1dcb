/** The map's numbers: lines and bytes by strategy, and field by field. */

import { splitByLine } from '../../../layout/lines/line-rows.js';
import { type StrategyLines, writesAny } from '../../../layout/lines/line-writes.js';
import { BASELINE, groupBy, layoutAtPhase } from '../../groups.js';
import type { LineMap } from '../../result.js';
import { printable } from '../../text.js';
import { strategyName } from '../../wording.js';
import type { DataTable } from '../data-table.js';

export function strategiesTable(
  map: LineMap,
  written: readonly StrategyLines[],
  marked: ReadonlySet<string>,
): DataTable {
  const groups = groupBy(written, ({ ranges }) => ranges);
  return {
    caption: `${layoutAtPhase(map)}: lines and bytes that a full reset writes, by strategy`,
    columns: [
      { title: 'strategy' },
      { title: 'lines', numeric: true },
      { title: 'bytes', numeric: true },
      { title: 'dirtied lines' },
      { title: 'spared' },
      { title: 'additional' },
      { title: 'same bytes as' },
    ],
    rows: written.map((each) => {
      const { strategy, lines, bytes } = each;
      const [first] = groups.find((group) => group.includes(each)) ?? [each];
      return [
        strategyName(strategy, marked),
        String(lines.length),
        String(bytes),
        lineList(lines),
        ...comparedCells(each),
        first === each ? '' : first.strategy,
      ].map(printable);
    }),
  };
}

/** Empty where nothing was observed to compare with. */
function comparedCells({ strategy, compared }: StrategyLines): string[] {
  if (compared !== null) return [lineList(compared.spared), lineList(compared.added)];
  return strategy === BASELINE ? ['baseline', 'baseline'] : ['', ''];
}

export function fieldsTable(map: LineMap, written: readonly StrategyLines[]): DataTable {
  return {
    caption: `fields of ${layoutAtPhase(map)}`,
    columns: [
      { title: 'field' },
      { title: 'offset, bytes', numeric: true },
      { title: 'size, bytes', numeric: true },
      { title: 'role' },
      { title: 'lines' },
      { title: 'written by' },
    ],
    rows: map.fields.map((field) => {
      const parts = splitByLine([[field.offset, field.sizeBytes]], map.phase);
      const writers = written.filter(({ ranges }) => writesAny(ranges, field));
      return [
        field.name,
        String(field.offset),
        String(field.sizeBytes),
        field.role,
        lineList(parts.map(({ line }) => line)),
        nameAmong(writers, written),
      ].map(printable);
    }),
  };
}

/** `0–4, 6` */
export function lineList(lines: readonly number[]): string {
  const runs: [first: number, last: number][] = [];
  for (const line of lines) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] + 1 === line) last[1] = line;
    else runs.push([line, line]);
  }
  const texts = runs.map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`));
  return texts.length === 0 ? 'none' : texts.join(', ');
}

/** The shorter of the names and of those that are missing. */
function nameAmong(some: readonly StrategyLines[], all: readonly StrategyLines[]): string {
  const names = (list: readonly StrategyLines[]) => list.map(({ strategy }) => strategy).join(', ');
  if (some.length === 0) return 'none';
  if (some.length === all.length) return 'all';
  const others = all.filter((each) => !some.includes(each));
  return others.length < some.length ? `all but ${names(others)}` : names(some);
}
