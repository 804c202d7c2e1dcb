/** What a call costs, and the patch saves, after the guest touched so much; and between real exits. */

import type { Crossing, ExitFinding, SweepPoint } from '../../../explain/explanation.js';
import { THREAD_SAVING_MICROSECONDS } from '../../../explain/thread.js';
import { formatBytes, formatMicroseconds, formatNs, formatValue } from '../../../format.js';
import { groupBy } from '../../groups.js';
import type { Result } from '../../result.js';
import { chartFigure } from '../chart.js';
import { type DataTable, dataTable } from '../data-table.js';
import { type Html, html, NO_HTML } from '../html.js';
import type { Section } from '../section.js';
import { type AccessSweep, CLAIM_NS, footprintDrawing } from './footprint-chart.js';
import { largestOf, listOf, measured, measuredSaving, savingLegend } from './interval-text.js';

const NOT_MEASURED =
  'no run of this result changed what the guest touches between two resets, nor made exits; ' +
  '`kvm-mmu-bench explain --output FILE` does both';

export const FOOTPRINT: Section = {
  id: 'footprint',
  title: "The guest's footprint",
  render({ sweep, crossings, between, host }) {
    if (sweep.length === 0 && between.length === 0) return { missing: NOT_MEASURED };
    return html`${sweepPart(sweepsOf(sweep, crossings), host.caches)}${exitsPart(between)}`;
  },
};

function sweepsOf(sweep: readonly SweepPoint[], crossings: readonly Crossing[]): AccessSweep[] {
  return groupBy(sweep, ({ access }) => access).map((points) => {
    const [{ access }] = points;
    return {
      access,
      points: points.toSorted((one, other) => one.bytes - other.bytes),
      crossing: crossings.find((each) => each.access === access),
    };
  });
}

function sweepPart(sweeps: readonly AccessSweep[], caches: Result['host']['caches']): Html {
  if (sweeps.length === 0) {
    return lacking('footprints', '--sweep 0..64M');
  }
  const points = sweeps.flatMap((each) => each.points);
  const crossings = sweeps.flatMap(({ crossing }) => crossing ?? []);
  return html`<p>Whole calls, full and early ones as the thread's workload has them, each after the guest
touched so many bytes. A band is the 95 % interval. The patch would have to save ${CLAIM_NS} a call
for ${THREAD_SAVING_MICROSECONDS} µs a boot.</p>
${chartFigure({
  label: chartLabel(sweeps),
  ...footprintDrawing(sweeps, caches),
  table: pointTable(points),
})}
${savingLegend(points.map(({ savingNsPerCall }) => savingNsPerCall))}
${crossings.length === 0 ? NO_HTML : dataTable(crossingTable(crossings))}`;
}

function chartLabel(sweeps: readonly AccessSweep[]): string {
  const most = sweeps.flatMap(({ access, points }) => {
    const best = largestOf(points, ({ savingNsPerCall }) => savingNsPerCall);
    if (best === undefined) return [];
    const { savingNsPerCall, bytes } = best;
    return [`after ${access} at most ${measured(savingNsPerCall)} ns, at ${formatBytes(bytes)}`];
  });
  return (
    `Cost and saving per call against the bytes that the guest touches between two resets. ` +
    `The patch saves ${most.join('; ')}. The thread's claim is ${CLAIM_NS} a call.`
  );
}

function pointTable(points: readonly SweepPoint[]): DataTable {
  return {
    caption: 'cost and saving by footprint',
    columns: [
      { title: 'guest' },
      { title: 'touches', numeric: true },
      { title: 'takes for it', numeric: true },
      { title: "load of the struct's lines, ns", numeric: true },
      { title: 'cost, ns per call', numeric: true },
      { title: 'saving, ns per call', numeric: true },
      { title: 'saving, µs per boot', numeric: true },
    ],
    rows: points.map((point) => [
      point.access,
      formatBytes(point.bytes),
      formatMicroseconds(point.guestNs / 1000),
      formatValue(point.loadLatencyNs),
      measured(point.costNsPerCall),
      measuredSaving(point.savingNsPerCall),
      measuredSaving(point.savingMicrosecondsPerBoot),
    ]),
  };
}

function crossingTable(crossings: readonly Crossing[]): DataTable {
  const first = (bytes: number | null): string =>
    bytes === null ? 'nowhere' : `at ${formatBytes(bytes)}`;
  return {
    caption: `where the saving first reaches ${CLAIM_NS} a call`,
    columns: [
      { title: 'guest' },
      { title: "interval's upper end" },
      { title: 'estimate' },
      { title: "interval's lower end" },
      { title: 'looked up to', numeric: true },
    ],
    rows: crossings.map(({ access, bytes, lowBytes, highBytes, mostBytes }) => [
      access,
      first(lowBytes),
      first(bytes),
      first(highBytes),
      formatBytes(mostBytes),
    ]),
  };
}

/** Real exits, beside what footprints imitate. */
function exitsPart(between: readonly ExitFinding[]): Html {
  if (between.length === 0) {
    return lacking('real exits', '--between all');
  }
  const made = between.filter(({ unavailable }) => unavailable === null);
  const remarks = between.flatMap(({ between: name, unavailable, notes }) => [
    ...(unavailable === null ? [] : [`${name}: not measured: ${unavailable}`]),
    ...notes.map((note) => `${name}: ${note}`),
  ]);
  return html`<h3>Between real exits</h3>
${
  made.length === 0
    ? NO_HTML
    : html`${dataTable(exitTable(made))}
${savingLegend(made.map(({ savingNsPerCall }) => savingNsPerCall))}`
}
${listOf(remarks)}`;
}

function exitTable(made: readonly ExitFinding[]): DataTable {
  return {
    caption: 'one call after every exit',
    columns: [
      { title: 'between resets' },
      { title: 'exit takes', numeric: true },
      { title: 'cost, ns per call', numeric: true },
      { title: 'saving, ns per call', numeric: true },
      { title: 'saving, µs per boot', numeric: true },
    ],
    rows: made.map((exit) => [
      exit.between,
      formatNs(exit.exitNs ?? Number.NaN),
      measured(exit.costNsPerCall),
      measuredSaving(exit.savingNsPerCall),
      measuredSaving(exit.savingMicrosecondsPerBoot),
    ]),
  };
}

function lacking(what: string, options: string): Html {
  return html`<p class="missing">Not shown: ${what}, which are not in the result;
<code>kvm-mmu-bench explain ${options} --output FILE</code> measures them.</p>`;
}
