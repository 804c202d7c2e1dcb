/** Everything else that was measured for a hypothesis: behind a summary, for who wants to check. */

import type { Curve, Finding, Measurement } from '../../../explain/explanation.js';
import { findingName, formatExact } from '../../explain-details.js';
import { groupBy } from '../../groups.js';
import { chartFigure } from '../chart.js';
import { type DataTable, dataTable } from '../data-table.js';
import { type Html, html, NO_HTML } from '../html.js';
import { COPY_COST } from './copy-cost.js';
import { curvesDrawing } from './finding-chart.js';
import { COPY_HYPOTHESIS, PHASE_HYPOTHESIS } from './finding-curves.js';
import { listOf, measured } from './interval-text.js';
import { PHASE_SWEEP } from './phase-sweep.js';

/** Hypotheses whose curves have a section. */
const ELSEWHERE = new Map([
  [PHASE_HYPOTHESIS, PHASE_SWEEP],
  [COPY_HYPOTHESIS, COPY_COST],
]);

export function findingDetails(finding: Finding): Html {
  const { needs, measurements, notes } = finding;
  const parts = [
    needs === null || needs.trim() === ''
      ? NO_HTML
      : html`<p>Needs every reset to meet ${needs}.</p>\n`,
    measurements.length === 0 ? NO_HTML : measurementTable(measurements),
    curvesOf(finding),
    listOf(notes),
  ].filter(({ text }) => text !== '');
  if (parts.length === 0) return NO_HTML;
  return html`<details><summary>${findingName(finding)}: what else was measured</summary>
${parts}</details>
`;
}

function measurementTable(measurements: readonly Measurement[]): Html {
  return dataTable({
    caption: 'measured',
    columns: [{ title: 'what' }, { title: 'ns per reset', numeric: true }],
    rows: measurements.map(({ name, nsPerReset }) => [name, measured(nsPerReset)]),
  });
}

/** Of the same kind in one chart; one without points is left out. */
function curvesOf({ id, curves }: Finding): Html {
  const drawn = curves.filter(({ points }) => points.length > 0);
  const section = ELSEWHERE.get(id);
  if (drawn.length === 0) return NO_HTML;
  if (section !== undefined) {
    return html`<p>Its curves: <a href="#${section.id}">${section.title}</a>.</p>\n`;
  }
  const alike = groupBy(drawn, ({ xName, points }) => [xName, points.map(({ x }) => x)]);
  return html`${alike.map((group) =>
    chartFigure({
      label: `${group.map(({ name }) => name).join(' and ')}, ns per reset, by ${group[0].xName}`,
      ...curvesDrawing(group),
      table: curvesTable(group),
    }),
  )}`;
}

function curvesTable(alike: readonly [Curve, ...Curve[]]): DataTable {
  const [{ xName, points }] = alike;
  return {
    caption: `ns per reset by ${xName}`,
    columns: [
      { title: xName, numeric: true },
      ...alike.map(({ name }) => ({ title: `${name}, ns per reset`, numeric: true })),
    ],
    rows: points.map(({ x }, index) => [
      formatExact(x),
      ...alike.map((curve) => measured(curve.points[index]?.nsPerReset ?? null)),
    ]),
  };
}
