/** Events per reset, where somebody asked for them, and what could not be counted. */

import { formatInterval, formatPercent, NOT_AVAILABLE } from '../../../format.js';
import { baselineFirst, groupBy, layoutAtPhase } from '../../groups.js';
import type { CellResult, Result } from '../../result.js';
import type { SummaryGroup } from '../../summary-table.js';
import { figureGroups } from '../cell-figures.js';
import { dataTable } from '../data-table.js';
import { type Html, html, NO_HTML } from '../html.js';
import { notShown } from '../marks.js';
import { unusual } from '../views.js';

export function counters(result: Result): Html {
  const { plan, countingShare } = result;
  if (plan.counters.length === 0 && plan.uncounted.length === 0) {
    return notShown(
      'events: none were counted; `kvm-mmu-bench run --counters auto --output FILE` counts what ' +
        'this machine can',
    );
  }
  const groups = figureGroups(result).filter((group) => group.some(hasCounts));
  const [first] = groups;
  const counted =
    first === undefined
      ? NO_HTML
      : html`<details><summary>Events per reset, net of the empty function [95 %]; counting took
${formatPercent(100 * countingShare)} of the cells' time</summary>
${groups.map((group) => countersTable(group, first))}</details>`;
  return html`${counted}${uncounted(result)}`;
}

function hasCounts({ counters }: CellResult): boolean {
  return counters.some(({ perReset }) => perReset !== null);
}

function countersTable(group: SummaryGroup, [usual]: SummaryGroup): Html {
  const [first] = group;
  const cells = group.filter(hasCounts);
  const events = [...new Set(cells.flatMap((cell) => countedIn(cell).map(({ event }) => event)))];
  const setting = [layoutAtPhase(first), first.retirement, ...unusual(first, usual)];
  return dataTable({
    caption: `Events per reset: ${setting.join(', ')}`,
    columns: [
      { title: 'state' },
      { title: 'strategy' },
      ...events.map((event) => ({ title: event, numeric: true })),
    ],
    rows: groupBy(cells, ({ state }) => state).flatMap((ofState) =>
      baselineFirst(ofState).map((cell) => [
        cell.state,
        cell.strategy,
        ...events.map((event) => countOf(cell, event)),
      ]),
    ),
  });
}

function countedIn({ counters }: CellResult) {
  return counters.filter(({ perReset }) => perReset !== null);
}

/** With the share of regions in which it was counted, where that is not all of them. */
function countOf({ counters }: CellResult, event: string): string {
  const found = counters.find((each) => each.event === event);
  if (found?.perReset == null) return NOT_AVAILABLE;
  const share = found.countedShare < 1 ? ` (${formatPercent(100 * found.countedShare)})` : '';
  return `${formatInterval(found.perReset)}${share}`;
}

/** Events with the same reason on one line: it is mostly the same for all of the CPU's. */
function uncounted({ plan }: Result): Html {
  const groups = groupBy(plan.uncounted, ({ event, reason }) => reason.replaceAll(event, '…'));
  if (groups.length === 0) return NO_HTML;
  const items = groups.map((group) => {
    const names = group.map(({ event }) => event).join(', ');
    return html`<li>${names}: ${group[0].reason}</li>\n`;
  });
  return html`<p>Not counted:</p>
<ul>${items}</ul>`;
}
