/** A struct cut into its cache lines: what a drawing of it, in whatever form, is made of. */

import type { ByteRange } from './line-map.js';
import { CACHE_LINE_BYTES } from './writes.js';

/** What a field has to say for itself to be placed. */
export interface PlacedField {
  offset: number;
  sizeBytes: number;
}

export interface PlacedStruct<Field extends PlacedField> {
  /** Of the struct's first byte in its first line. */
  phase: number;
  sizeBytes: number;
  fields: readonly Field[];
}

/** Bytes of a line that belong together: to one field, to none, or to the vCPU around the struct. */
export interface Segment<Field> {
  kind: 'field' | 'hole' | 'vcpu';
  /** First byte within the line, and how many. */
  from: number;
  bytes: number;
  /** Null but for a field. */
  field: Field | null;
  /** Begins on an earlier line. */
  continued: boolean;
}

export interface LineRow<Field> {
  /** From 0, the line of the struct's first byte. */
  line: number;
  /** The line's first byte, counted from the struct's start: negative where the vCPU comes before it. */
  offset: number;
  /** Ascending; they fill the line. */
  segments: readonly Segment<Field>[];
}

/** Bytes of one line. */
export interface LinePart {
  line: number;
  from: number;
  bytes: number;
}

export function lineCount({ phase, sizeBytes }: { phase: number; sizeBytes: number }): number {
  return Math.ceil((phase + sizeBytes) / CACHE_LINE_BYTES);
}

/** One row a line. Where fields overlap, the first has the bytes; those outside the struct are not shown. */
export function lineRows<Field extends PlacedField>(struct: PlacedStruct<Field>): LineRow<Field>[] {
  const rows = Array.from({ length: lineCount(struct) }, (_, line) => ({
    line,
    offset: line * CACHE_LINE_BYTES - struct.phase,
    segments: [] as Segment<Field>[],
  }));
  for (const { kind, field, offset, sizeBytes } of spansOf(struct)) {
    const parts = splitByLine([[offset, sizeBytes]], struct.phase);
    parts.forEach(({ line, from, bytes }, index) => {
      rows[line]?.segments.push({ kind, field, from, bytes, continued: index > 0 });
    });
  }
  return rows;
}

interface Span<Field> extends PlacedField {
  kind: Segment<Field>['kind'];
  field: Field | null;
}

/** From the first line's first byte to the last line's last, without gap or overlap. */
function spansOf<Field extends PlacedField>(struct: PlacedStruct<Field>): Span<Field>[] {
  const { phase, sizeBytes, fields } = struct;
  const spans: Span<Field>[] = [];
  let at = -phase;
  const fillTo = (end: number, kind: Span<Field>['kind'], field: Field | null = null) => {
    if (end > at) spans.push({ kind, field, offset: at, sizeBytes: end - at });
    at = Math.max(at, end);
  };
  fillTo(0, 'vcpu');
  for (const field of [...fields].sort((one, other) => one.offset - other.offset)) {
    fillTo(Math.min(field.offset, sizeBytes), 'hole');
    fillTo(Math.min(field.offset + field.sizeBytes, sizeBytes), 'field', field);
  }
  fillTo(sizeBytes, 'hole');
  fillTo(lineCount(struct) * CACHE_LINE_BYTES - phase, 'vcpu');
  return spans;
}

/** In the order of the ranges, which may be of any struct at that phase. */
export function splitByLine(ranges: readonly Readonly<ByteRange>[], phase: number): LinePart[] {
  return ranges.flatMap(([offset, bytes]) => {
    const parts: LinePart[] = [];
    const end = phase + offset + bytes;
    for (let at = phase + offset; at < end; ) {
      const line = Math.floor(at / CACHE_LINE_BYTES);
      const stop = Math.min(end, (line + 1) * CACHE_LINE_BYTES);
      parts.push({ line, from: at - line * CACHE_LINE_BYTES, bytes: stop - at });
      at = stop;
    }
    return parts;
  });
}
