/** µs per boot that each strategy saves, by cache state, beside the thread's 36. */

import { THREAD_CALLS, THREAD_SAVING_MICROSECONDS } from '../../../explain/thread.js';
import { isOfBoots, resetsPerBoot } from '../../boot-resets.js';
import { byState } from '../../by-state.js';
import { BASELINE, groupBy, isolationNote, layoutAtPhase } from '../../groups.js';
import { describeStale } from '../../hazard-table.js';
import { lineLevelLines } from '../../line-levels.js';
import type { Result } from '../../result.js';
import { cellsChart, cellsRange, figureGroups } from '../cell-figures.js';
import { type Chart, chartFigure } from '../chart.js';
import { type Html, html, NO_HTML } from '../html.js';
import { legend, notes, notReached, notShown, ONE_LINE } from '../marks.js';
import {
  type ReplayGroup,
  replayChart,
  replayGroups,
  replayName,
  resetsText,
} from '../replayed-figures.js';
import type { Section } from '../section.js';
import { nestedSwitcher, unusual, usualText } from '../views.js';

const HOW_TO_MEASURE_CELLS = '`kvm-mmu-bench run --output FILE` measures them';
const HOW_TO_REPLAY = '`kvm-mmu-bench boot --output FILE` replays some';

export const BOOT_FIGURES: Section = {
  id: 'boot-figures',
  title: 'What each strategy saves of a boot',
  render(result) {
    if (result.cells.length === 0 && result.boots.length === 0) {
      return { missing: `no cells and no boots in the result; ${HOW_TO_MEASURE_CELLS}` };
    }
    return html`${fromCells(result)}
<p>A filled mark is resolved, a hollow one is not; the line through it is the 95 % interval. An arrow
at an end of the axis: it goes on beyond, and the numbers beside it say how far. A bar: what all resets
cost, more than which no strategy can save.</p>
${legend(result)}${staleNotes(result)}
<h3>Replayed boots</h3>
${replayed(result)}`;
  },
};

/** The chart that a reader sees first; null without cells. */
export function bootFigureChart(result: Result): Chart | null {
  const [first] = figureGroups(result);
  return first === undefined ? null : cellsChart(result, first);
}

function fromCells(result: Result): Html {
  const groups = figureGroups(result);
  const [first] = groups;
  if (first === undefined) {
    return notShown(`single resets: no cells in the result; ${HOW_TO_MEASURE_CELLS}`);
  }
  const [usual] = first;
  const range = cellsRange(result);
  const views = groups.map((group) => ({
    outer: [layoutAtPhase(group[0]), ...unusual(group[0], usual)].join(', '),
    inner: group[0].retirement,
    body: html`${chartFigure(cellsChart(result, group, range))}${notReached(byState(group))}`,
  }));
  return html`<p>What a strategy saves against ${BASELINE}, ${unitText(result)} Left of zero it costs more.
${usualText(usual)} ${isolationNote(result).join(' ')}</p>
${nestedSwitcher({ outer: 'layout', inner: 'retirement' }, views)}${wholeMissing(result)}`;
}

function unitText({ cells, plan }: Result): string {
  const thread =
    `measured reset by reset and summed over those of ${plan.workload}; the thread reports ` +
    `${THREAD_SAVING_MICROSECONDS} µs for its ${THREAD_CALLS} calls.`;
  const alone = 'in ns per reset, since no boot resets them.';
  if (cells.every(isOfBoots)) return thread;
  return cells.some(isOfBoots) ? `${thread} Of other structs ${alone}` : alone;
}

/** Where the bars come from, for those who look for them. */
function wholeMissing(result: Result): Html {
  const { cells, plan } = result;
  const ofBoots = cells.filter(isOfBoots);
  if (ofBoots.length === 0 || ofBoots.some((cell) => resetsPerBoot(result, cell) !== null)) {
    return NO_HTML;
  }
  return notShown(
    `what all resets cost: no replayed boot says how many ${plan.workload} has; ` +
      `\`kvm-mmu-bench boot --output FILE\` replays it`,
  );
}

/** Measured as a whole, with what lies between two resets, where the above is a sum. */
function replayed(result: Result): Html {
  const groups = replayGroups(result);
  if (groups.length === 0) {
    return notShown(`no boots in the result; ${HOW_TO_REPLAY}`);
  }
  const views = groupBy(groups, ([{ workload }]) => workload).flatMap((ofWorkload) =>
    ofWorkload.map((group) => ({
      outer: group[0].workload,
      inner: replayName(group, ofWorkload[0]),
      body: replay(result, group),
    })),
  );
  return nestedSwitcher({ outer: 'workload', inner: 'layout and retirement' }, views);
}

function replay(result: Result, group: ReplayGroup): Html {
  const states = byState(group);
  const levels = states.flatMap(({ rows: [boot] }) =>
    boot === undefined ? [] : lineLevelLines(boot, ONE_LINE),
  );
  return html`<p>${resetsText(group[0])}.</p>
${chartFigure(replayChart(result, group))}${notReached(states)}${notes(levels)}`;
}

/** What the strategies that are not equivalent leave behind, where it was tried. */
function staleNotes({ hazards }: Result): Html {
  const stale = hazards.flatMap(({ strategy, sequence, stale: fields }) =>
    fields.map((field) => ({ strategy, what: `after ${sequence}: ${describeStale(field)}` })),
  );
  if (stale.length === 0) return NO_HTML;
  const items = groupBy(stale, ({ what }) => what).map((group) => {
    const strategies = new Set(group.map(({ strategy }) => strategy));
    return html`<li>${[...strategies].join(', ')}: ${group[0].what}</li>\n`;
  });
  return html`<details><summary>Bytes that strategies leave stale</summary>
<ul>${items}</ul></details>`;
}
