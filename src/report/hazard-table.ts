/** What each strategy leaves stale, sequence by sequence. */

import type { Hazard, StaleField } from '../hazard/types.js';
import { groupBy } from './groups.js';
import { heading, renderTable } from './table.js';
import { palette, type TextOptions, wrapPainted } from './text.js';

/** Enough of a field to see what is wrong with it. */
const MOST_DIGITS = 8;

/** One table per layout and path; empty text without hazards. */
export function hazardTables(hazards: readonly Hazard[], options: TextOptions): string {
  return groupBy(hazards, ({ layout, path }) => [layout, path])
    .map((group) => hazardTable(group, options))
    .join('\n\n');
}

function hazardTable(hazards: readonly [Hazard, ...Hazard[]], options: TextOptions): string {
  const [{ layout, path }] = hazards;
  const { good, bad, faint } = palette(options.colour);
  const rows = groupBy(hazards, ({ strategy }) => strategy).map((ofStrategy) => {
    const stale = ofStrategy.filter((hazard) => hazard.stale.length > 0);
    return [
      ofStrategy[0].strategy,
      `${ofStrategy.length - stale.length} of ${ofStrategy.length}`,
      stale.length === 0
        ? { text: 'nothing', paint: good }
        : { text: stale.map(({ sequence }) => sequence).join('; '), paint: bad },
    ];
  });
  return [
    heading(`Stale bytes after sequences of resets: ${layout}, ${path}`, options),
    renderTable(
      [
        { head: 'strategy', align: 'left' },
        { head: 'right after', align: 'right' },
        { head: 'stale after', align: 'left' },
      ],
      rows,
      options,
    ),
    ...details(hazards).map((line) => wrapPainted(line, options.columns, '  ', faint)),
  ].join('\n');
}

/** What is stale after which sequence, and the strategies that have it so. */
function details(hazards: readonly Hazard[]): string[] {
  const stale = hazards.flatMap(({ strategy, sequence, stale: fields }) =>
    fields.map((field) => ({ strategy, what: `${sequence}: ${describeStale(field)}` })),
  );
  return groupBy(stale, ({ what }) => what).map(
    (group) => `${group[0].what} (${group.map(({ strategy }) => strategy).join(', ')})`,
  );
}

/** `root_mmu.shadow_root_level, 1 byte at 81: 04, should be 05`. */
export function describeStale({ mmu, field, offset, bytes, expected, found }: StaleField): string {
  const where = bytes === 1 ? `1 byte at ${offset}` : `${bytes} bytes from ${offset} on`;
  return `${mmu}.${field}, ${where}: ${digits(found)}, should be ${digits(expected)}`;
}

function digits(hex: string): string {
  return hex.length > MOST_DIGITS ? `${hex.slice(0, MOST_DIGITS)}...` : hex;
}
