/** A struct as BTF has it: a row a field, with the cache lines that it is on. */

import { lineCount, splitByLine } from '../layout/lines/line-rows.js';
import type { Layout, LayoutField } from '../layout/types.js';
import { type Column, heading, renderTable } from './table.js';
import { type TextOptions, wrap } from './text.js';

const COLUMNS: readonly Column[] = [
  { head: 'field', align: 'left' },
  { head: 'offset', align: 'right' },
  { head: 'bytes', align: 'right' },
  { head: 'role', align: 'left' },
  { head: 'line', align: 'left' },
];

export function btfReport(layout: Layout, options: TextOptions): string {
  const { origin, kernel } = layout;
  const [struct, source] =
    origin.kind === 'btf' ? [origin.struct, [`read from ${origin.file}`]] : [layout.name, []];
  const valued = layout.fields.some(({ value }) => value !== undefined);
  const columns: Column[] = valued ? [...COLUMNS, { head: 'value', align: 'right' }] : [...COLUMNS];
  const rows = layout.fields.map((field) => [
    field.name,
    String(field.offset),
    String(field.sizeBytes),
    field.role,
    linesText(field, layout.phase),
    ...(valued ? [field.value === undefined ? '' : String(field.value)] : []),
  ]);
  return [
    heading(`struct ${struct}${kernel === null ? '' : ` of ${kernel}`}`, options),
    ...[...source, sizeText(layout), ...rootText(layout)].map((text) =>
      wrap(text, options.columns, '  '),
    ),
    '',
    renderTable(columns, rows, options),
  ].join('\n');
}

/** `2`, or `2-3`: counted from the line of the struct's first byte. */
function linesText({ offset, sizeBytes }: LayoutField, phase: number): string {
  const lines = splitByLine([[offset, sizeBytes]], phase).map(({ line }) => line);
  const [first, last] = [lines[0], lines.at(-1)];
  return first === last ? String(first) : `${first}-${last}`;
}

function sizeText(layout: Layout): string {
  const { sizeBytes, fields, phase } = layout;
  const used = fields.reduce((sum, field) => sum + field.sizeBytes, 0);
  const holes = sizeBytes - used;
  return (
    `${sizeBytes} bytes in ${fields.length} fields` +
    (holes === 0 ? '' : ` and ${holes} bytes of holes`) +
    `, on ${lineCount(layout)} cache lines at phase ${phase}`
  );
}

/** Of what holds it BTF knows the order, but not where the allocator puts it. */
function rootText({ rootMmuOffset, phase }: Layout): string[] {
  if (rootMmuOffset === null) return [];
  return [
    `root_mmu is ${rootMmuOffset} bytes into kvm_vcpu: phase ${phase} on Intel, where every vCPU ` +
      'begins on a line of its own; AMD aligns vCPUs to 8 bytes, and there the phase can differ ' +
      'from vCPU to vCPU',
  ];
}
