/** The cache-line map: which of a struct's bytes each strategy writes, and which lines that dirties. */

import { THREAD_STRATEGY } from '../../../explain/thread.js';
import { type LineRow, lineCount, lineRows } from '../../../layout/lines/line-rows.js';
import {
  linesByStrategy,
  type StrategyLines,
  writesAny,
} from '../../../layout/lines/line-writes.js';
import { BASELINE, layoutAtPhase, notEquivalent } from '../../groups.js';
import type { LineMap, Result } from '../../result.js';
import { printable } from '../../text.js';
import { dataTable } from '../data-table.js';
import { type Html, html, NO_HTML } from '../html.js';
import { namesLegend } from '../marks.js';
import type { Section } from '../section.js';
import { switcher } from '../switcher.js';
import { mapFigure } from './line-map-figure.js';
import { roleLegend } from './line-map-roles.js';
import { fieldsTable, lineList, strategiesTable } from './line-map-tables.js';

/** A whole vCPU is smaller; what claims to be larger is no struct of this kind. */
const MOST_LINES = 256;

export const LINE_MAP: Section = {
  id: 'line-map',
  title: 'Cache lines that a reset dirties',
  render(result) {
    const { lineMaps } = result;
    if (lineMaps.length === 0) {
      return {
        missing:
          'this result does not say which bytes each strategy writes; ' +
          '`kvm-mmu-bench run --output FILE` and `npm run bench:native` record it',
      };
    }
    return html`<p>The struct as it lies in 64-byte cache lines, a row each, fields to scale. Which
bytes are written was observed by running each strategy’s compiled code. A dashed frame: a line that
<code>${BASELINE}</code> dirties and the chosen strategy does not, beside the roles that of the
thread’s patch, <code>${THREAD_STRATEGY}</code>. Whether that saves time depends on where the line is
when a reset begins.</p>
${roleLegend()}
${switcher(
  'Layout',
  lineMaps.map((map) => ({ name: printable(layoutAtPhase(map)), body: layoutView(map, result) })),
)}
${namesLegend(result)}`;
  },
};

function layoutView(map: LineMap, result: Result): Html {
  const { sizeBytes, phase, guest, path } = map;
  const lines = lineCount(map);
  const where = printable(
    `${sizeBytes} bytes from byte ${phase} of its first line: ${lines} lines. ` +
      `Full resets, guest ${guest}, path ${path}.`,
  );
  const others = otherPlaces(map, result);
  if (lines > MOST_LINES) return html`<p class="missing">${where} Too many to draw.</p>`;
  const written = linesByStrategy(map, BASELINE);
  const patch = written.find(({ strategy }) => strategy === THREAD_STRATEGY);
  const outlined = patch?.compared?.spared ?? [];
  const label = `Map of ${layoutAtPhase(map)}. ${written.map(inWords).join('; ')}.`;
  return html`<p>${where}${others}</p>
${patch === undefined ? NO_HTML : patchSentence(map, patch, written)}
${mapFigure(map, written, outlined, { label: printable(label), table: fieldsTable(map, written) })}
${dataTable(strategiesTable(map, written, notEquivalent(result)))}`;
}

/** Empty where the result's cells are all of the map's guest and path. */
function otherPlaces({ layout, phase, guest, path }: LineMap, { cells }: Result): string {
  const others = cells.some(
    (cell) =>
      cell.layout === layout &&
      cell.phase === phase &&
      (cell.guest !== guest || cell.path !== path),
  );
  return others ? ' Other guests and paths of this result write other bytes.' : '';
}

function inWords({ strategy, lines }: StrategyLines): string {
  return `${strategy} dirties ${lines.length === 0 ? 'no line' : `lines ${lineList(lines)}`}`;
}

/** What the thread's patch spares, in a sentence. */
function patchSentence(
  map: LineMap,
  { strategy, bytes, lines, compared }: StrategyLines,
  written: readonly StrategyLines[],
): Html {
  const base = written.find((each) => each.strategy === BASELINE);
  if (base === undefined || compared === null) return NO_HTML;
  const { spared } = compared;
  const both = html`<code>${BASELINE}</code> writes ${base.bytes} bytes in ${base.lines.length} lines,
<code>${strategy}</code> ${bytes} bytes in ${lines.length}`;
  if (spared.length === 0) return html`<p>${both}: <strong>no line is spared</strong>.</p>`;
  const fields = lineRows(map)
    .filter(({ line }) => spared.includes(line))
    .flatMap((row) => writtenFields(row, base));
  const [which, is] = spared.length === 1 ? ['Line', 'is'] : ['Lines', 'are'];
  return html`<p>${both}. <strong>${which} ${lineList(spared)} ${is} spared</strong>, with
${printable(fields.join(', '))}.</p>`;
}

function writtenFields(
  { offset, segments }: LineRow<LineMap['fields'][number]>,
  { ranges }: StrategyLines,
): string[] {
  return segments.flatMap(({ field, from, bytes }) =>
    field !== null && writesAny(ranges, { offset: offset + from, sizeBytes: bytes })
      ? [field.name]
      : [],
  );
}
