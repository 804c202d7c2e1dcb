/** A struct as pahole prints one: fields, holes, and where cache lines begin at its phase. */

import { lineCount } from '../layout/lines/line-rows.js';
import { CACHE_LINE_BYTES } from '../layout/lines/writes.js';
import type { Layout, LayoutField } from '../layout/types.js';
import { displayWidth, printable, shorten } from './text.js';

const INDENT = '  ';
/** Leaves room for the offset, the size and the longest role. */
const NAME_COLUMNS = 36;

/** @param written lines that a reset dirties, by number */
export function searchListing(layout: Layout, written: readonly number[]): string {
  const { name, phase, sizeBytes, fields } = layout;
  const lines: string[] = [
    `struct ${shorten(printable(name), 2 * NAME_COLUMNS)} {`,
    comment(`cacheline 0, from its byte ${phase} on, ${dirtyText(0, written)}`),
  ];
  let end = 0;
  const boundaries = new Boundaries(phase);
  for (const field of fields) {
    lines.push(...holeText(end, field.offset));
    lines.push(...boundaries.upTo(field.offset, written));
    lines.push(fieldText(field));
    end = field.offset + field.sizeBytes;
    // pahole tells of the one at a field's end before the next field, not after this one.
    lines.push(...boundaries.upTo(end - 1, written, end));
  }
  lines.push(...holeText(end, sizeBytes));
  const count = lineCount(layout);
  lines.push(
    comment(`size: ${sizeBytes}, cachelines: ${count}, members: ${fields.length}, phase: ${phase}`),
    '};',
  );
  return lines.join('\n');
}

/** Where lines begin, each told once. */
class Boundaries {
  readonly #phase: number;
  #line = 1;

  constructor(phase: number) {
    this.#phase = phase;
  }

  /** @param offset last one that is told of @param now of the listing, where that is behind it */
  upTo(offset: number, written: readonly number[], now?: number): string[] {
    const told: string[] = [];
    for (;;) {
      const at = this.#line * CACHE_LINE_BYTES - this.#phase;
      if (at > offset) return told;
      const ago = now === undefined ? '' : ` was ${now - at} bytes ago`;
      const dirty = dirtyText(this.#line, written);
      told.push(comment(`--- cacheline ${this.#line} boundary (${at} bytes)${ago}, ${dirty} ---`));
      this.#line += 1;
    }
  }
}

function dirtyText(line: number, written: readonly number[]): string {
  return written.includes(line) ? 'dirtied' : 'clean';
}

function fieldText({ name, offset, sizeBytes, role }: LayoutField): string {
  const shown = `${shorten(printable(name), NAME_COLUMNS - 1)};`;
  const padding = ' '.repeat(NAME_COLUMNS - displayWidth(shown));
  const place = `${String(offset).padStart(5)} ${String(sizeBytes).padStart(5)}`;
  return `${INDENT}${shown}${padding}/* ${place}  ${role} */`;
}

function holeText(from: number, to: number): string[] {
  const bytes = to - from;
  return bytes > 0 ? [comment(`XXX ${bytes} ${bytes === 1 ? 'byte' : 'bytes'} hole`)] : [];
}

function comment(text: string): string {
  return `${INDENT}/* ${text} */`;
}
