/** A struct's cache lines as text: a character a byte, 64 a row, whose it is and who writes it. */

import type { LineMap, MappedField } from '../layout/lines/line-map.js';
import { type LineRow, lineRows, type Segment, splitByLine } from '../layout/lines/line-rows.js';
import { CACHE_LINE_BYTES } from '../layout/lines/writes.js';
import { roleOf } from './html/sections/line-map-roles.js';
import { LABEL_COLUMNS, rowLabel, type StrategyGroup } from './layout-strategies.js';
import { heading } from './table.js';
import { displayWidth, palette, printable, shorten, type TextOptions } from './text.js';

const HOLE = '-';
const OUTSIDE = '.';
const WRITTEN = '#';
const UNWRITTEN = ' ';

const MARGIN = ' '.repeat(LABEL_COLUMNS);
const RULER_STEP = 8;
const RULER = `${MARGIN}${Array.from({ length: CACHE_LINE_BYTES / RULER_STEP }, (_, index) =>
  String(index * RULER_STEP).padEnd(RULER_STEP),
).join('')}`.trimEnd();

/** One block a line. Rows are not cut where the terminal is narrower than a line. */
export function lineBlocks(
  map: LineMap,
  groups: readonly StrategyGroup[],
  options: TextOptions,
): string[] {
  return lineRows(map).map((row) => lineBlock(row, map, groups, options));
}

function lineBlock(
  row: LineRow<MappedField>,
  map: LineMap,
  groups: readonly StrategyGroup[],
  options: TextOptions,
): string {
  const { faint } = palette(options.colour);
  const end = row.offset + CACHE_LINE_BYTES - 1;
  const writers = groups.map((group) => ({ ...group, bytes: bytesWritten(row, map, group) }));
  const isDirtied = ({ bytes }: { bytes: string }) => bytes.includes(WRITTEN);
  const rows = writers.filter(isDirtied).map(({ letter, bytes }) => {
    return `${rowLabel(letter, bytes.split(WRITTEN).length - 1)}${bytes}`.trimEnd();
  });
  const sparing = writers.filter((writer) => !isDirtied(writer)).map(({ letter }) => letter);
  const clean = rows.length === 0 ? 'dirtied by none' : `not dirtied by ${sparing.join(', ')}`;
  return [
    heading(`line ${row.line}: bytes ${row.offset} to ${end}`, options),
    faint(RULER),
    `${MARGIN}${row.segments.map(roleCharacters).join('')}`,
    ...rows,
    ...(sparing.length === 0 ? [] : [faint(clean)]),
    ...wrapItems(
      row.segments.flatMap((each) => segmentText(each, row)),
      options.columns,
    ),
  ].join('\n');
}

/** A field's first byte is a capital: where one ends and the next begins. */
function roleCharacters({ kind, field, bytes, continued }: Segment<MappedField>): string {
  if (field === null) return (kind === 'hole' ? HOLE : OUTSIDE).repeat(bytes);
  const { letter } = roleOf(field.role);
  const rest = letter.toLowerCase();
  return continued ? rest.repeat(bytes) : letter + rest.repeat(bytes - 1);
}

function bytesWritten(
  { line }: LineRow<MappedField>,
  { phase }: LineMap,
  { strategies: [{ ranges }] }: StrategyGroup,
): string {
  const bytes = new Array<string>(CACHE_LINE_BYTES).fill(UNWRITTEN);
  for (const part of splitByLine(ranges, phase)) {
    if (part.line === line) bytes.fill(WRITTEN, part.from, part.from + part.bytes);
  }
  return bytes.join('');
}

/** `16+8 page_fault`; nothing for what is outside the struct. */
function segmentText(
  { kind, field, from, bytes, continued }: Segment<MappedField>,
  row: LineRow<MappedField>,
): string[] {
  if (kind === 'hole') return [`${row.offset + from}+${bytes} hole`];
  if (field === null) return [];
  const { name, offset, sizeBytes } = field;
  return [`${continued ? '…' : ''}${offset}+${sizeBytes} ${name}`];
}

/** Joined by commas, none of them broken over two lines. */
function wrapItems(items: readonly string[], columns: number): string[] {
  const lines: string[] = [];
  for (const item of items.map((each) => shorten(printable(each), columns - 1))) {
    const last = lines.at(-1);
    const joined = last === undefined ? item : `${last}, ${item}`;
    // Room for the comma behind it.
    if (last !== undefined && displayWidth(joined) < columns) lines[lines.length - 1] = joined;
    else lines.push(item);
  }
  return lines.map((line, index) => (index < lines.length - 1 ? `${line},` : line));
}
