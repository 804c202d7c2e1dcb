/** Counts per call as text for a terminal: what was counted by which event, then the counts. */

import { formatPercent, formatPlusMinus } from '../format.js';
import type { StatCell, StatCount, StatEvent, StatResult } from '../perf/stat-types.js';
import { groupBy } from './groups.js';
import { type Cell, type Column, heading, renderWideTable } from './table.js';
import { palette, type TextOptions, wrap, wrapPainted } from './text.js';

/** An event that had no counter all the time. */
const SHARED_MARK = '*';
const INDENT = '  ';

export function perfStatReport(result: StatResult, options: TextOptions): string {
  const places = groupBy(result.cells, ({ layout, state, retirement }) => [
    layout,
    state,
    retirement,
  ]);
  return [
    eventsBlock(result, options),
    absentBlock(result, options),
    ...places.map((cells) => placeTable(cells, result, options)),
    warningsBlock(result, options),
    legend(result, options),
  ]
    .filter((block) => block !== '')
    .join('\n\n');
}

function eventsBlock({ perf, events }: StatResult, options: TextOptions): string {
  const counted = events.filter(({ reason }) => reason === null);
  const { faint } = palette(options.colour);
  const lines = counted.flatMap(({ quantity, event, description, eventDescription }) => [
    wrap(
      `${event === quantity ? quantity : `${quantity} (${event})`}: ${description}`,
      options.columns,
      INDENT,
    ),
    ...(eventDescription === null
      ? []
      : [wrapPainted(`${INDENT}perf: ${eventDescription}`, options.columns, INDENT, faint)]),
  ]);
  return [heading(`Counted by perf ${perf}`, options), ...lines].join('\n');
}

function warningsBlock({ warnings }: StatResult, options: TextOptions): string {
  const { warning } = palette(options.colour);
  return warnings
    .map((text) => wrapPainted(`warning: ${text}`, options.columns, INDENT, warning))
    .join('\n');
}

/** Quantities with the same reason share its lines. */
function absentBlock({ events, skipped }: StatResult, options: TextOptions): string {
  const absent = events.flatMap(({ quantity, reason }) =>
    reason === null ? [] : [{ quantity, reason }],
  );
  const lines = [
    ...groupBy(absent, ({ reason }) => reason).map(
      (group) => `${group.map(({ quantity }) => quantity).join(', ')}: ${group[0].reason}`,
    ),
    ...skipped.map(({ strategy, reason }) => `${strategy}: ${reason}`),
  ];
  if (lines.length === 0) return '';
  return [
    heading('Not counted', options),
    ...lines.map((line) => wrap(line, options.columns, INDENT)),
  ].join('\n');
}

function placeTable(
  cells: readonly [StatCell, ...StatCell[]],
  { events, repetitions }: StatResult,
  options: TextOptions,
): string {
  const [{ layout, state, retirement, resetsPerRun }] = cells;
  const counted = events.filter(({ reason }) => reason === null);
  const columns: Column[] = [
    { head: 'strategy', align: 'left' },
    { head: 'timed ns ', align: 'right' },
    ...counted.map(({ quantity }): Column => ({ head: `${head(quantity)} `, align: 'right' })),
  ];
  const rows = cells.map((cell) => [
    cell.strategy,
    `${formatPlusMinus(cell.timedNsPerCall)} `,
    ...counted.map((event) => countCell(cell, event)),
  ]);
  const { faint, warning } = palette(options.colour);
  const title = `Per call: ${layout}, ${state}, ${retirement}`;
  const note = `${repetitions} runs of ${resetsPerRun} resets each, counts of empty subtracted`;
  const failed = cells.filter(({ reached }) => !reached).map(({ strategy }) => strategy);
  return [
    heading(title, options),
    wrapPainted(note, options.columns, INDENT, faint),
    ...(failed.length > 0
      ? [
          wrapPainted(
            `state NOT reached in a run of ${failed.join(', ')}, or of empty beside it`,
            options.columns,
            INDENT,
            warning,
          ),
        ]
      : []),
    renderWideTable(columns, rows, options),
  ].join('\n');
}

function head(quantity: string): string {
  return quantity === 'task-clock' ? 'task-clock ns' : quantity;
}

function countCell({ counts }: StatCell, { quantity }: StatEvent): Cell | string {
  const count = counts.find((each) => each.quantity === quantity);
  if (count === undefined || count.perCall === null) return 'n/a ';
  return `${formatPlusMinus(count.perCall)}${isShared(count) ? SHARED_MARK : ' '}`;
}

function isShared({ percentRunning }: StatCount): boolean {
  return percentRunning !== null && percentRunning < 100;
}

/** Explains the marks that the reader has seen, and why single counts are missing. */
function legend(result: StatResult, options: TextOptions): string {
  const { cells } = result;
  if (cells.length === 0) return '';
  const counts = cells.flatMap((cell) => cell.counts);
  const lines = [intervalNote(cells)];
  const shared = counts.filter(isShared);
  if (shared.length > 0) {
    const least = Math.min(...shared.map(({ percentRunning }) => percentRunning ?? 100));
    lines.push(
      `${SHARED_MARK} shared a counter with other events: ran ${formatPercent(least)} of the time ` +
        'or more, perf extrapolates the rest',
    );
  }
  lines.push(...lostCounts(result));
  const { faint } = palette(options.colour);
  return lines.map((line) => wrapPainted(line, options.columns, INDENT, faint)).join('\n');
}

/** Of events that open here, but had no counter in some run. */
function lostCounts({ cells, events }: StatResult): string[] {
  const open = new Set(
    events.filter(({ reason }) => reason === null).map(({ quantity }) => quantity),
  );
  return cells.flatMap(({ strategy, layout, state, retirement, counts }) =>
    counts
      .filter(({ quantity, reason }) => reason !== null && open.has(quantity))
      .map(
        ({ quantity, reason }) =>
          `n/a: ${quantity} of ${strategy} (${layout}, ${state}, ${retirement}): ${reason}`,
      ),
  );
}

function intervalNote(cells: readonly StatCell[]): string {
  const confidences = cells.flatMap(({ counts }) =>
    counts.flatMap(({ perCall }) => (perCall === null ? [] : [perCall.confidence])),
  );
  const percent = Math.round(100 * Math.min(...confidences));
  return `± the longer arm of the ${percent} % interval; timed: the replay's own clock`;
}
