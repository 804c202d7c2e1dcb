/** `layout diff` and `layout check` as text. */

import type { FieldChange, FieldPlace, LayoutDiff, StructChange } from '../layout/diff.js';
import { isSame } from '../layout/diff.js';
import type { LinesWritten, StrategyChange } from '../layout/lines/strategy-changes.js';
import type { Layout } from '../layout/types.js';
import { structText } from './layout-map.js';
import { shortList } from './layout-strategies.js';
import { type Column, heading, type Row, renderTable } from './table.js';
import { palette, type TextOptions, wrap } from './text.js';

interface DiffedLayouts {
  a: Layout;
  b: Layout;
  changes: LayoutDiff;
  strategies: readonly StrategyChange[];
}

export function layoutDiffText(
  { a, b, changes, strategies }: DiffedLayouts,
  options: TextOptions,
): string {
  const titles = [`A ${a.name}: ${structText(a)}`, `B ${b.name}: ${structText(b)}`];
  return [
    titles.map((title) => wrap(title, options.columns, '  ')).join('\n'),
    ...(isSame(changes) ? ['No field differs.'] : fieldTables(changes, ['A', 'B'], options)),
    strategiesTable(strategies, options),
  ].join('\n\n');
}

export function layoutCheckText(
  { expected, layout, changes }: { expected: Layout; layout: Layout; changes: LayoutDiff },
  options: TextOptions,
): string {
  const { good, bad } = palette(options.colour);
  const of = layout.kernel === null ? '' : ` (kernel ${layout.kernel})`;
  const verdict = isSame(changes)
    ? good(wrap(`${layout.name}${of} is as built-in ${expected.name}`, options.columns, '  '))
    : bad(
        wrap(`${layout.name}${of} differs from built-in ${expected.name}`, options.columns, '  '),
      );
  return [
    [verdict, wrap(`${layout.name}: ${structText(layout)}`, options.columns, '  ')].join('\n'),
    ...fieldTables(changes, ['built in', 'found'], options),
  ].join('\n\n');
}

/** What the two are called: `a` and `b` of a change. */
type Sides = readonly [a: string, b: string];

/** Nothing where nothing differs. */
function fieldTables({ struct, fields }: LayoutDiff, sides: Sides, options: TextOptions): string[] {
  const columns: Column[] = [
    { head: 'what differs', align: 'left' },
    ...sides.map((head): Column => ({ head, align: 'right' })),
    { head: 'how', align: 'left' },
  ];
  const rows = [...struct.map(structRow), ...fields.map(fieldRow)];
  if (rows.length === 0) return [];
  const key = 'Fields as offset+size, in bytes.';
  return [
    [
      heading(`${rows.length} ${rows.length === 1 ? 'difference' : 'differences'}`, options),
      renderTable(columns, rows, options),
      palette(options.colour).faint(key),
    ].join('\n'),
  ];
}

function structRow({ what, a, b }: StructChange): Row {
  return [what, `${a}`, `${b}`, `by ${signed(b - a)}`];
}

function fieldRow({ name, a, b, changes }: FieldChange): Row {
  return [name, placeText(a), placeText(b), changes.map((each) => howText(each, a, b)).join(', ')];
}

function placeText(place: FieldPlace | null): string {
  return place === null ? '-' : `${place.offset}+${place.sizeBytes}`;
}

function howText(
  change: FieldChange['changes'][number],
  a: FieldPlace | null,
  b: FieldPlace | null,
): string {
  if (a === null || b === null) return change;
  if (change === 'moved') return `moved by ${signed(b.offset - a.offset)}`;
  if (change === 'resized') return `resized by ${signed(b.sizeBytes - a.sizeBytes)}`;
  return change === 'role' ? `${a.role} -> ${b.role}` : change;
}

function signed(bytes: number): string {
  return bytes > 0 ? `+${bytes}` : `${bytes}`;
}

const STRATEGY_COLUMNS: readonly Column[] = [
  { head: 'full reset by', align: 'left' },
  { head: 'A bytes', align: 'right' },
  { head: 'lines', align: 'right' },
  { head: 'dirtied', align: 'left' },
  { head: 'B bytes', align: 'right' },
  { head: 'lines', align: 'right' },
  { head: 'dirtied', align: 'left' },
];

function strategiesTable(strategies: readonly StrategyChange[], options: TextOptions): string {
  const rows = strategies.map(
    ({ strategy, a, b }): Row => [strategy, ...writtenCells(a), ...writtenCells(b)],
  );
  return [
    heading('Cache lines that a full reset dirties', options),
    renderTable(STRATEGY_COLUMNS, rows, options),
  ].join('\n');
}

function writtenCells(written: LinesWritten | null): string[] {
  if (written === null) return ['-', '-', '-'];
  const { bytes, lines } = written;
  return [`${bytes}`, `${lines.length}`, shortList(lines)];
}
