/** One plain table: a rule under the head, columns two spaces apart, no frame to get in the way of grep. */

import CliTable3 from 'cli-table3';
import type { Paint, TextOptions } from './text.js';
import { displayWidth, palette, printable, shorten } from './text.js';

export interface Cell {
  text: string;
  paint?: Paint;
}

export interface Column {
  head: string;
  align: 'left' | 'right';
  paint?: Paint;
}

export type Row = readonly (Cell | string)[];

const NARROWEST_NAME = 12;
/** Names are cut to this much before columns have to move to another table. */
const NAME_WIDTH_BEFORE_SPLIT = 24;
const NO_FRAME = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '-',
  right: '',
  'right-mid': '',
};

/** Spaces between columns. */
const GUTTER = 2;
/** Values that end in the room for a mark need no more. */
const NARROW_GUTTER = 1;

/** Numbers are never cut; the first column, which holds names, gives way to them. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly Row[],
  options: TextOptions,
  gutter = GUTTER,
): string {
  const nameWidth = widthOfNames(columnWidths(columns, rows), gutter, options.columns);
  const table = new CliTable3({
    head: columns.map((column, index) => cellText({ text: column.head, ...column }, index)),
    colAligns: columns.map((column) => column.align),
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 },
    chars: { ...NO_FRAME, 'mid-mid': '-'.repeat(gutter), middle: ' '.repeat(gutter) },
  });
  for (const row of rows) table.push(columns.map((_, index) => cellText(row[index] ?? '', index)));
  return trimLineEnds(table.toString());

  function cellText(cell: Cell | string, index: number): string {
    const { text, paint } = typeof cell === 'string' ? { text: cell, paint: undefined } : cell;
    const safe = printable(text);
    const fitted = index === 0 ? shorten(safe, nameWidth) : safe;
    return paint === undefined || fitted === '' ? fitted : paint(fitted);
  }
}

/** As many value columns beside each other as fit; the rest below, in tables with the same rows. */
export function renderWideTable(
  columns: readonly Column[],
  rows: readonly Row[],
  options: TextOptions,
): string {
  const [names, ...values] = columnWidths(columns, rows);
  const nameWidth = Math.min(names ?? 0, NAME_WIDTH_BEFORE_SPLIT);
  const chunks = chunksThatFit(values, options.columns - nameWidth);
  const tables = chunks.map(({ first, end }) => {
    const pick = <T>(all: readonly T[]): T[] => [...all.slice(0, 1), ...all.slice(first, end)];
    return renderTable(pick(columns), rows.map(pick), options, NARROW_GUTTER);
  });
  return tables.join('\n\n');
}

/** Ranges of columns, counted with the name column as 0; none is empty. */
function chunksThatFit(
  widths: readonly number[],
  available: number,
): { first: number; end: number }[] {
  const chunks: { first: number; end: number }[] = [];
  let used = 0;
  widths.forEach((width, index) => {
    const last = chunks.at(-1);
    used += width + NARROW_GUTTER;
    if (last !== undefined && used <= available) {
      last.end += 1;
    } else {
      chunks.push({ first: index + 1, end: index + 2 });
      used = width + NARROW_GUTTER;
    }
  });
  return chunks;
}

export function heading(text: string, options: TextOptions): string {
  return palette(options.colour).title(printable(text));
}

function widthOfNames(widths: readonly number[], gutter: number, available: number): number {
  const [names = 0, ...values] = widths;
  const others = values.reduce((sum, width) => sum + width + gutter, 0);
  return Math.max(NARROWEST_NAME, Math.min(names, available - others));
}

function columnWidths(columns: readonly Column[], rows: readonly Row[]): number[] {
  return columns.map((column, index) =>
    Math.max(displayWidth(column.head), ...rows.map((row) => cellWidth(row[index]))),
  );
}

function cellWidth(cell: Cell | string | undefined): number {
  if (cell === undefined) return 0;
  return displayWidth(printable(typeof cell === 'string' ? cell : cell.text));
}

function trimLineEnds(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
