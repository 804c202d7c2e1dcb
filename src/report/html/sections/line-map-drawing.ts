/** The map of a struct's cache lines: a row a line, fields to scale, layers that colour them. */

import { type LineRow, type Segment, splitByLine } from '../../../layout/lines/line-rows.js';
import type { StrategyWrites } from '../../../layout/lines/line-writes.js';
import { CACHE_LINE_BYTES } from '../../../layout/lines/writes.js';
import type { LineMap } from '../../result.js';
import { displayWidth } from '../../text.js';
import { type Html, html, NO_HTML } from '../html.js';
import { CLAIM, FAINT, INK, SERIES_COLOURS } from '../theme.js';
import { nameInside, namesBelow } from './line-map-names.js';
import { roleColour, roleOf } from './line-map-roles.js';

export type Field = LineMap['fields'][number];

/** Where a row's drawing begins, in pixels from the top. */
export interface PlacedRow extends LineRow<Field> {
  top: number;
  /** Names of fields too narrow for them; empty if all fit. */
  below: string;
}

export interface PlacedMap {
  rows: readonly PlacedRow[];
  heightPixels: number;
}

/** What a layer says of a line, beside it. */
export interface LineNote {
  lines: readonly string[];
  /** Drawn around the whole line. */
  outlined: boolean;
}

/** All in pixels of the drawing. */
const LEFT = 46;
const BYTE = 9;
const NOTES = 98;
const LINE_WIDTH = CACHE_LINE_BYTES * BYTE;
const WIDTH = LEFT + LINE_WIDTH + NOTES;
const TOP = 24;
const ROW = 42;
const BELOW = 13;
const GAP = 8;
/** The strip at a segment's foot in its full colour; the segment itself is tinted. */
const STRIP = 6;
const TINT = 0.25;
const FONT = 9.5;
/** Of the font's size: no monospaced font is wider. */
const ADVANCE = 0.61;
const NAME_LINES = 2;
const NOTE_LINES = 4;
const TEXT_LINE = 10;
const RULER_STEP = 8;
const HATCH_STEP = 6;
const WRITTEN = SERIES_COLOURS[5] ?? INK;

export function placeRows(rows: readonly LineRow<Field>[]): PlacedMap {
  let top = TOP;
  const placed = rows.map((row): PlacedRow => {
    const narrow = row.segments.flatMap(({ field, continued, bytes }) =>
      field !== null && !continued && nameLines(field, bytes, false) === null ? [field] : [],
    );
    const below = namesBelow(narrow, columnsIn(LINE_WIDTH));
    const at = { ...row, top, below };
    top += ROW + GAP + (below === '' ? 0 : BELOW);
    return at;
  });
  return { rows: placed, heightPixels: top };
}

/** @param layers between the rows' paper and their outlines and names */
export function drawMap({ rows, heightPixels }: PlacedMap, layers: readonly Html[]): Html {
  const ruler = Array.from({ length: CACHE_LINE_BYTES / RULER_STEP }, (_, index) => {
    const byte = index * RULER_STEP;
    return html`<text x="${xOf(byte)}" y="${TOP - 8}">${byte}</text>`;
  });
  return html`<svg viewBox="0 0 ${WIDTH} ${heightPixels}" width="${WIDTH}" height="${heightPixels}" xmlns="http://www.w3.org/2000/svg">
<g font-family="ui-monospace, monospace" font-size="${FONT}" fill="${INK}">
<g fill="${FAINT}"><text x="${LEFT - 8}" y="${TOP - 8}" text-anchor="end">line</text>${ruler}</g>
${layers}
<g fill="none" stroke="${FAINT}">${rows.map(outlines)}</g>
${rows.map(labels)}
</g>
</svg>`;
}

export function roleLayer({ rows }: PlacedMap): Html {
  return html`${rows.map(({ top, segments }) =>
    segments.map(({ field, from, bytes }) => {
      const colour = field === null ? null : roleColour(field.role);
      if (colour === null) return NO_HTML;
      const [x, width] = [xOf(from), bytes * BYTE];
      return html`<g fill="${colour}">${tint(x, top, width)}<rect x="${x}" y="${top + ROW - STRIP}" width="${width}" height="${STRIP}"/></g>`;
    }),
  )}`;
}

/** Written bytes, each a block of its own at the foot. */
export function writesLayer(
  { rows }: PlacedMap,
  ranges: StrategyWrites['ranges'],
  phase: number,
): Html {
  const blocks = splitByLine(ranges, phase).map(({ line, from, bytes }) => {
    const row = rows[line];
    if (row === undefined) return NO_HTML;
    const [x, y] = [xOf(from), row.top + ROW - STRIP / 2];
    const end = x + bytes * BYTE;
    return html`${tint(x, row.top, end - x)}<path d="M${x + 1} ${y}H${end}"/>`;
  });
  return html`<g fill="${WRITTEN}" stroke="${WRITTEN}" stroke-width="${STRIP}" stroke-dasharray="${BYTE - 2} 2">${blocks}</g>`;
}

/** @param title above the notes */
export function notesLayer(
  { rows }: PlacedMap,
  title: string,
  noteOf: (line: number) => LineNote,
): Html {
  const x = LEFT + LINE_WIDTH + 8;
  return html`<text x="${x}" y="${TOP - 8}" fill="${FAINT}">${title}</text>
${rows.map(({ line, top }) => {
  const { lines, outlined } = noteOf(line);
  const shown =
    lines.length > NOTE_LINES
      ? [...lines.slice(0, NOTE_LINES - 1), `+ ${lines.length - NOTE_LINES + 1} more`]
      : lines;
  const outline = html`<rect x="${LEFT - 3}" y="${top - 3}" width="${LINE_WIDTH + 6}" height="${ROW + 6}" fill="none" stroke="${CLAIM}" stroke-width="2" stroke-dasharray="6 3"/>`;
  return html`${textLines(shown, x, top + TEXT_LINE, outlined ? html` font-weight="bold"` : NO_HTML)}${outlined ? outline : NO_HTML}\n`;
})}`;
}

/** Notes have no more room. */
export const NOTE_COLUMNS = Math.floor((NOTES - 8) / (FONT * ADVANCE));

function outlines({ top, segments }: PlacedRow): Html[] {
  return segments.map(({ kind, from, bytes, field }) => {
    const [x, width] = [xOf(from), bytes * BYTE];
    const frame = html`<rect x="${x}" y="${top}" width="${width}" height="${ROW}"`;
    if (kind === 'vcpu') return html`${frame} stroke-dasharray="1 3"/>`;
    if (kind === 'hole') return html`${frame}/><path d="${hatch(x, top, width)}"/>`;
    const ends = `${field?.offset}, ${field?.sizeBytes} B`;
    return html`${frame}><title>${field?.name ?? ''}: at ${ends}, ${field?.role ?? ''}</title></rect>`;
  });
}

/** Diagonals, cut at the box. */
function hatch(x: number, y: number, width: number): string {
  const lines: string[] = [];
  for (let at = HATCH_STEP; at < width + ROW; at += HATCH_STEP) {
    const [right, down] = [Math.min(at, width), Math.min(at, ROW)];
    lines.push(`M${x + at - down} ${y + down}L${x + right} ${y + at - right}`);
  }
  return lines.join('');
}

function labels(row: PlacedRow): Html {
  const { line, offset, top, segments, below } = row;
  const number = html`<text x="${LEFT - 8}" y="${top + 16}" text-anchor="end" font-weight="bold">${line}</text>`;
  const start = html`<text x="${LEFT - 8}" y="${top + 29}" text-anchor="end" fill="${FAINT}">${offset < 0 ? '' : `+${offset}`}</text>`;
  return html`${number}${start}${segments.map((segment) => segmentLabel(segment, top))}${belowLabel(row, below)}\n`;
}

function segmentLabel({ kind, from, bytes, field, continued }: Segment<Field>, top: number): Html {
  const x = xOf(from) + 2;
  if (field === null) {
    const [text] = nameInside(kind === 'vcpu' ? 'kvm_vcpu' : 'hole', columnsOf(bytes), 1) ?? [];
    if (text === undefined) return NO_HTML;
    // On paper of its own: the hatching of a hole would cross it.
    const paper = html`stroke="var(--paper)" stroke-width="3" paint-order="stroke"`;
    return html`<text x="${x + 1}" y="${top + 24}" fill="${FAINT}" ${paper}>${text}</text>`;
  }
  const letter = html`<text x="${x}" y="${top + TEXT_LINE}" font-weight="bold">${roleOf(field.role).letter}</text>`;
  return html`${letter}${textLines(nameLines(field, bytes, continued) ?? [], x, top + TEXT_LINE + 11)}`;
}

function belowLabel({ top, segments }: PlacedRow, below: string): Html {
  if (below === '') return NO_HTML;
  const first = segments.find(
    ({ field, bytes, continued }) =>
      field !== null && !continued && nameLines(field, bytes, false) === null,
  );
  const room = LEFT + LINE_WIDTH - displayWidth(below) * FONT * ADVANCE;
  const x = Math.max(LEFT, Math.min(xOf(first?.from ?? 0), Math.floor(room)));
  return html`<text x="${x}" y="${top + ROW + BELOW - 3}" fill="${FAINT}">${below}</text>`;
}

/** Null where a field's name does not fit; where it begins on an earlier line, its name may be there. */
function nameLines({ name }: Field, bytes: number, continued: boolean): string[] | null {
  const inside = nameInside(continued ? `…${name}` : name, columnsOf(bytes), NAME_LINES);
  return inside ?? (continued ? nameInside('…', columnsOf(bytes), 1) : null);
}

function textLines(lines: readonly string[], x: number, y: number, how = NO_HTML): Html {
  return html`${lines.map((text, index) => html`<text x="${x}" y="${y + index * TEXT_LINE}"${how}>${text}</text>`)}`;
}

function tint(x: number, top: number, width: number): Html {
  return html`<rect x="${x}" y="${top}" width="${width}" height="${ROW}" fill-opacity="${TINT}" stroke="none"/>`;
}

function xOf(byte: number): number {
  return LEFT + byte * BYTE;
}

function columnsOf(bytes: number): number {
  return columnsIn(bytes * BYTE - 3);
}

function columnsIn(pixels: number): number {
  return Math.floor(pixels / (FONT * ADVANCE));
}
