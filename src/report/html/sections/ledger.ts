/** What a boot's calls cost, and what the patch saves of it, part by part, against the measured whole. */

import { excludesZero } from '../../../explain/estimate.js';
import type { Ledger, LedgerLine } from '../../../explain/explanation.js';
import type { Interval } from '../../../stats/types.js';
import { formatExact } from '../../explain-details.js';
import { layoutAtPhase } from '../../groups.js';
import { type Chart, chartFigure } from '../chart.js';
import type { DataTable } from '../data-table.js';
import { type Html, html } from '../html.js';
import type { Section } from '../section.js';
import { switcher } from '../switcher.js';
import { largestOf, measured, measuredSaving, savingLegend } from './interval-text.js';
import { ledgerDrawing } from './ledger-chart.js';

interface Unit {
  name: string;
  valueOf(line: LedgerLine): Interval | null;
  claimOf(claim: Ledger['claim']): number;
}

interface Side {
  key: 'cost' | 'saving';
  title: string;
}

const UNITS: readonly Unit[] = [
  {
    name: 'µs per boot',
    valueOf: ({ microsecondsPerBoot }) => microsecondsPerBoot,
    claimOf: ({ microsecondsPerBoot }) => microsecondsPerBoot,
  },
  {
    name: 'ns per call',
    valueOf: ({ nsPerCall }) => nsPerCall,
    claimOf: ({ nsPerCall }) => nsPerCall,
  },
  {
    name: 'ns per full reset',
    valueOf: ({ nsPerFullReset }) => nsPerFullReset,
    claimOf: ({ nsPerFullReset }) => nsPerFullReset,
  },
];

const SIDES: readonly Side[] = [
  { key: 'cost', title: 'What the calls cost' },
  { key: 'saving', title: 'What the patch saves' },
];

export const LEDGER: Section = {
  id: 'ledger',
  title: 'The ledger',
  render({ ledger }) {
    if (ledger === null || ledger.cost.length + ledger.saving.length === 0) {
      return {
        missing:
          'the result has no ledger; `kvm-mmu-bench explain --output FILE` measures one, with all ' +
          'hypotheses',
      };
    }
    const { workload, state } = ledger;
    return html`<p>${layoutAtPhase(ledger)}, ${state}, ${workload.id}: ${workload.calls} calls, of which
${workload.full} full resets and ${workload.early} early returns. Each part is a contrast of its own; the whole
was measured directly, in the same rounds, and the rest is the whole minus the sum.</p>
${switcher(
  'unit',
  UNITS.map((unit) => ({ name: unit.name, body: unitView(ledger, unit) })),
)}
<p><small>A line is the 95 % interval of a bar's own value, around its end; hollow: 0 is within it. Each estimate is
the middle of its own samples, so bars that are laid end to end reach the sum only nearly.</small></p>
${savingLegend([...ledger.cost, ...ledger.saving].map(({ microsecondsPerBoot }) => microsecondsPerBoot))}`;
  },
};

function unitView(ledger: Ledger, unit: Unit): Html {
  const sides = SIDES.filter(({ key }) => ledger[key].length > 0);
  return html`${sides.map(
    (side) => html`<h3>${side.title}, ${unit.name}</h3>
${chartFigure(sideChart(ledger, side, unit))}`,
  )}`;
}

function sideChart(ledger: Ledger, { key, title }: Side, unit: Unit): Chart {
  const lines = ledger[key];
  const terms = lines.flatMap((line) => {
    const value = unit.valueOf(line);
    return value === null ? [] : [{ kind: line.kind, name: line.name, value }];
  });
  const claim = unit.claimOf(ledger.claim);
  const text = `the thread saves ${formatExact(claim)} ${unit.name}`;
  return {
    label: chartLabel(terms, title, unit, claim),
    ...ledgerDrawing(terms, unit.name, { at: claim, text, claim: true }),
    table: ledgerTable(lines, title, unit),
  };
}

function chartLabel(
  terms: readonly { kind: string; name: string; value: Interval }[],
  title: string,
  unit: Unit,
  claim: number,
): string {
  const whole = terms.find(({ kind }) => kind === 'whole');
  const parts = terms.filter(({ kind }) => kind === 'part');
  const resolved = parts.filter(({ value }) => excludesZero(value));
  const largest = largestOf(resolved, ({ value }) => value);
  return [
    `${title}, ${unit.name}, as ${parts.length} parts, their sum, the measured whole and the rest.`,
    ...(whole ? [`The whole is ${measured(whole.value)}.`] : []),
    ...(largest ? [`The largest part is ${largest.name}, ${measured(largest.value)}.`] : []),
    `The thread's saving is ${formatExact(claim)}.`,
  ].join(' ');
}

function ledgerTable(lines: readonly LedgerLine[], title: string, unit: Unit): DataTable {
  return {
    caption: `${title}, ${unit.name}`,
    columns: [
      { title: 'line' },
      { title: 'name' },
      { title: unit.name, numeric: true },
      { title: 'contrast' },
    ],
    rows: lines.map((line) => [
      line.kind,
      line.name,
      measuredSaving(unit.valueOf(line)),
      line.contrast,
    ]),
  };
}
