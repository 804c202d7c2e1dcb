/** `layout show` as text: the struct, who dirties how many of its lines, then line by line. */

import { lineCount, lineRows } from '../layout/lines/line-rows.js';
import type { MappedLayout } from '../layout/lines/map-layout.js';
import type { Layout } from '../layout/types.js';
import { roleOf } from './html/sections/line-map-roles.js';
import { lineBlocks } from './layout-lines.js';
import { strategiesTable, strategyGroups } from './layout-strategies.js';
import { heading } from './table.js';
import { type TextOptions, wrap } from './text.js';

/** @param notes sentences about this layout */
export function layoutMapText(
  layout: Layout,
  { map, skipped }: MappedLayout,
  { baseline, notes }: { baseline: string; notes: readonly string[] },
  options: TextOptions,
): string {
  const groups = strategyGroups(map, baseline);
  const paragraphs = (texts: readonly string[]) =>
    texts.map((text) => wrap(text, options.columns, '  ')).join('\n');
  const said = [
    ...notes.map((note) => `note: ${note}`),
    ...skipped.map(({ strategy, reason }) => `left out: ${strategy}: ${reason}`),
  ];
  return [
    [
      heading(`Layout ${layout.name}`, options),
      paragraphs([structText(layout), originText(layout)]),
      ...(said.length > 0 ? [paragraphs(said)] : []),
    ].join('\n'),
    strategiesTable(groups, baseline, options),
    paragraphs(legend(layout)),
    ...lineBlocks(map, groups, options),
  ].join('\n\n');
}

/** `400 bytes at phase 40, 7 cache lines; root_mmu at byte 680 of kvm_vcpu; 8 bytes in holes` */
export function structText(layout: Layout): string {
  const { sizeBytes, phase, rootMmuOffset } = layout;
  const lines = lineCount(layout);
  const holeBytes = lineRows(layout)
    .flatMap(({ segments }) => segments)
    .reduce((sum, { kind, bytes }) => (kind === 'hole' ? sum + bytes : sum), 0);
  return [
    `${sizeBytes} bytes at phase ${phase}, ${lines} cache ${lines === 1 ? 'line' : 'lines'}`,
    ...(rootMmuOffset === null ? [] : [`root_mmu at byte ${rootMmuOffset} of kvm_vcpu`]),
    holeBytes === 0 ? 'no holes' : `${holeBytes} bytes in holes`,
  ].join('; ');
}

function originText({ origin, kernel }: Layout): string {
  const of = kernel === null ? '' : `, kernel ${kernel}`;
  switch (origin.kind) {
    case 'built-in':
      return `built in: strategies are compiled for it${of}`;
    case 'file':
      return `read from ${origin.file}${of}: code is made at run time`;
    case 'btf':
      return `struct ${origin.struct} of ${origin.file}${of}: code is made at run time`;
  }
}

function legend({ fields }: Layout): string[] {
  const roles = [...new Set(fields.map(({ role }) => role))].map((role) => {
    const { letter, meaning } = roleOf(role);
    return `${letter} ${meaning}`;
  });
  return [
    'A character a byte. Capital: a field begins; -: a hole; .: outside the struct; #: written. ' +
      'Offset+size name of each field, in bytes; … where it began on an earlier line.',
    ...roles,
    'Full resets: of kvm_mmu those of an unpaged guest on EPT, of any other struct what its roles ' +
      'say. Spared and added: lines, against the baseline.',
  ];
}
