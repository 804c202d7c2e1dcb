/** Events per reset beside the times: one table per cell, and what could not be counted. */

import { formatPercent, formatPlusMinus, NOT_AVAILABLE } from '../format.js';
import { baselineFirst, groupBy, layoutAtPhase, pathAndScope } from './groups.js';
import type { CellResult, Result } from './result.js';
import { type Column, heading, renderWideTable } from './table.js';
import type { TextOptions } from './text.js';
import { wrap } from './text.js';

/** Nothing where nothing was asked for. */
export function countersTables(result: Result, options: TextOptions): string {
  const { plan, countingShare, cells } = result;
  if (plan.counters.length === 0 && plan.uncounted.length === 0) return '';
  const groups = groupBy(
    cells.filter(({ counters }) => counters.some(({ perReset }) => perReset !== null)),
    (cell) => [layoutAtPhase(cell), pathAndScope(cell), cell.guest, cell.state, cell.retirement],
  );
  const cost =
    `Counted beside the time in every sixteenth draw of placements: ${formatPercent(100 * countingShare)} ` +
    "of the cells' time. Per reset, net of the function that does nothing, ± 95 %.";
  return [
    ...(groups.length > 0 ? [wrap(cost, options.columns, '  ')] : []),
    ...groups.map((group) => groupTable(group, options)),
    ...uncountedLines(result, options),
  ].join('\n\n');
}

function groupTable(group: readonly [CellResult, ...CellResult[]], options: TextOptions): string {
  const [first] = group;
  const counted = first.counters.filter(({ perReset }) => perReset !== null);
  const columns: Column[] = [
    { head: 'events per reset', align: 'left' },
    ...counted.map(({ event }): Column => ({ head: event, align: 'right' })),
  ];
  const rows = baselineFirst(group).map((cell) => [
    cell.strategy,
    ...counted.map(({ event }) => countOf(cell, event)),
  ]);
  const setting = [layoutAtPhase(first), first.state, first.retirement, `${first.guest} guest`];
  return [
    heading(`Counters, ${setting.join(', ')} (${pathAndScope(first)})`, options),
    renderWideTable(columns, rows, options),
  ].join('\n');
}

/** With the share of regions in which it was counted, where that is not all of them. */
function countOf({ counters }: CellResult, event: string): string {
  const found = counters.find((each) => each.event === event);
  if (found?.perReset == null) return NOT_AVAILABLE;
  const text = formatPlusMinus(found.perReset);
  return found.countedShare < 1 ? `${text} (${formatPercent(100 * found.countedShare)})` : text;
}

/** Events with the same reason on one line: it is mostly the same for all of the CPU's. */
function uncountedLines({ plan }: Result, options: TextOptions): string[] {
  const groups = groupBy(plan.uncounted, ({ event, reason }) => reason.replaceAll(event, '…'));
  if (groups.length === 0) return [];
  const lines = groups.map((group) => {
    const names = group.map(({ event }) => event).join(', ');
    return wrap(`- ${names}: ${group[0].reason}`, options.columns, '  ');
  });
  return [[heading('Not counted', options), ...lines].join('\n')];
}
