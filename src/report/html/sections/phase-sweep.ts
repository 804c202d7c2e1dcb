/** H3's curves: what a reset costs, and the patch saves, by where in its line the struct begins. */

import { excludesZero, reach } from '../../../explain/estimate.js';
import type { Curve } from '../../../explain/explanation.js';
import type { Interval } from '../../../stats/types.js';
import { formatExact } from '../../explain-details.js';
import { groupBy } from '../../groups.js';
import type { Result } from '../../result.js';
import { chartFigure } from '../chart.js';
import type { DataTable } from '../data-table.js';
import { type Html, html } from '../html.js';
import { notes } from '../marks.js';
import type { Section } from '../section.js';
import { curvesMissing, curvesOf, findingOf, PHASE_HYPOTHESIS } from './finding-curves.js';
import { largestOf, listOf, measured, measuredSaving, savingLegend } from './interval-text.js';
import { type LayoutSweep, phaseDrawing } from './phase-chart.js';

export const PHASE_SWEEP: Section = {
  id: 'phase-sweep',
  title: 'Phase sweep',
  render(result) {
    const sweeps = layoutSweeps(result);
    if (sweeps.length === 0) {
      return { missing: curvesMissing(result, PHASE_HYPOTHESIS, 'sweeps of the phase') };
    }
    return html`<p>Where in a 64-byte line the struct begins decides how many lines a reset dirties. All lines
in memory. A ring is around the phase that a layout has. The cost's axis begins where its points do.</p>
${chartFigure({
  label: chartLabel(sweeps),
  ...phaseDrawing(sweeps, noiseFloor(result)),
  table: phaseTable(sweeps),
})}
${savingLegend(sweeps.flatMap(({ saving }) => saving.map(({ nsPerReset }) => nsPerReset)))}
${unknownPhases(sweeps)}${listOf(findingOf(result, PHASE_HYPOTHESIS)?.notes ?? [])}`;
  },
};

/** A curve's name is what it shows and of which layout: `saving, v5.16`. */
function layoutSweeps(result: Result): LayoutSweep[] {
  const curves = curvesOf(result, PHASE_HYPOTHESIS).map((curve) => {
    const comma = curve.name.indexOf(', ');
    return { quantity: curve.name.slice(0, comma), layout: curve.name.slice(comma + 2), curve };
  });
  return groupBy(curves, ({ layout }) => layout).map((own) => {
    const points = (quantity: string) =>
      own.find((each) => each.quantity === quantity)?.curve.points ?? [];
    const [{ layout }] = own;
    return {
      layout,
      phase: phaseOf(layout, result),
      cost: points('cost'),
      saving: points('saving'),
    };
  });
}

/** H3 names the phases that its two layouts have; of the others the result tells where this run put them. */
function phaseOf(layout: string, result: Result): LayoutSweep['phase'] {
  const named = findingOf(result, PHASE_HYPOTHESIS)?.measurements.find(({ name }) =>
    name.startsWith(`saving, ${layout}@`),
  );
  const phase = Number(named?.name.split('@').at(-1) ?? Number.NaN);
  if (Number.isInteger(phase)) return { bytes: phase, text: `own phase ${phase}` };
  const map = result.lineMaps.find((each) => each.layout === layout);
  return map === undefined
    ? null
    : { bytes: map.phase, text: `phase ${map.phase} elsewhere in this run` };
}

function chartLabel(sweeps: readonly LayoutSweep[]): string {
  const savings = sweeps.map(({ layout, saving }) => {
    const resolved = saving.filter(({ nsPerReset }) => excludesZero(nsPerReset));
    const best = largestOf(resolved, ({ nsPerReset }) => nsPerReset);
    return best === undefined
      ? `${layout} nothing that is resolved`
      : `${layout} at most ${measured(best.nsPerReset)} ns, at phase ${formatExact(best.x)}`;
  });
  return (
    'Cost of a reset and what the patch saves of it, by phase, for each layout. ' +
    `The patch saves: ${savings.join('; ')}.`
  );
}

function phaseTable(sweeps: readonly LayoutSweep[]): DataTable {
  return {
    caption: 'cost and saving by phase',
    columns: [
      { title: 'layout' },
      { title: 'phase, bytes', numeric: true },
      { title: 'cost, ns per reset', numeric: true },
      { title: 'saving, ns per reset', numeric: true },
    ],
    rows: sweeps.flatMap(({ layout, cost, saving }) => {
      const phases = [...new Set([...cost, ...saving].map(({ x }) => x))];
      return phases.map((phase) => [
        layout,
        formatExact(phase),
        measured(at(cost, phase)),
        measuredSaving(at(saving, phase)),
      ]);
    }),
  };
}

function at(points: Curve['points'], phase: number): Interval | null {
  return points.find(({ x }) => x === phase)?.nsPerReset ?? null;
}

function unknownPhases(sweeps: readonly LayoutSweep[]): Html[] {
  const unknown = sweeps.filter(({ phase }) => phase === null).map(({ layout }) => layout);
  return unknown.length === 0
    ? []
    : notes([`No ring for ${unknown.join(', ')}: the result does not say the phase.`]);
}

/** The farthest that the same code was from itself in these rounds; null without controls. */
function noiseFloor(result: Result): number | null {
  const controls = findingOf(result, PHASE_HYPOTHESIS)?.controls ?? null;
  return controls === null ? null : reach(controls.negativeNsPerReset);
}
