/** What `explain` found, as text for a terminal: the verdicts first, the conclusion last. */

import { excludesZero } from '../explain/estimate.js';
import type {
  ExitFinding,
  Explanation,
  Finding,
  Ledger,
  LedgerLine,
} from '../explain/explanation.js';
import {
  THREAD_CALLS,
  THREAD_SAVING_MICROSECONDS,
  THREAD_SAVING_NS_PER_CALL,
} from '../explain/thread.js';
import { formatNs } from '../format.js';
import type { Interval } from '../stats/types.js';
import {
  findingDetails,
  findingName,
  formatExact,
  formatMeasured,
  unresolvedLegend,
  verdictPaint,
} from './explain-details.js';
import { layoutAtPhase } from './groups.js';
import { sweepCharts } from './sweep-chart.js';
import type { Cell, Column, Row } from './table.js';
import { heading, renderWideTable } from './table.js';
import { palette, type TextOptions, wrap, wrapPainted } from './text.js';
import { nothing, resolvedMark, savingCell, titleLines } from './wording.js';

interface ValueColumn {
  head: string;
  intervalOf: (finding: Finding) => Interval | null;
}

const PER_CALL: ValueColumn = {
  head: 'ns/call',
  intervalOf: ({ resultNsPerCall }) => resultNsPerCall,
};
const PER_BOOT: ValueColumn = {
  head: 'µs/boot',
  intervalOf: ({ microsecondsPerBoot }) => microsecondsPerBoot,
};

const LEDGER_COLUMNS: readonly Column[] = [
  { head: 'part', align: 'left' },
  { head: 'ns/full reset', align: 'right' },
  { head: 'ns/call', align: 'right' },
  { head: 'µs/boot', align: 'right' },
];
const EXIT_COLUMNS: readonly Column[] = [
  { head: 'between resets', align: 'left' },
  { head: 'takes', align: 'right' },
  { head: 'cost ns/call', align: 'right' },
  { head: 'saving ns/call ', align: 'right' },
  { head: 'saving µs/boot ', align: 'right' },
];

/** Whether somebody has taken the cost apart. */
export function isExplained({ hypotheses, ledger, sweep, between }: Explanation): boolean {
  return hypotheses.length > 0 || ledger !== null || sweep.length > 0 || between.length > 0;
}

/** Everything: verdicts, each hypothesis in full, sweep, exits, ledger, conclusion. */
export function explanationReport(explanation: Explanation, options: TextOptions): string {
  const { hypotheses, between, ledger } = explanation;
  return join(
    [
      hypothesisTable(hypotheses, options),
      ...hypotheses.map((finding) => findingDetails(finding, options)),
      sweepCharts(explanation, options),
      exitsBlock(between, options),
      ledger === null ? '' : ledgerTables(ledger, options),
      conclusionBlock(explanation, options),
    ],
    options,
  );
}

/** What fits below the tables of another command: verdicts, the saving's ledger, the conclusion. */
export function explanationShort(explanation: Explanation, options: TextOptions): string {
  const { hypotheses, ledger } = explanation;
  return join(
    [
      verdictTable(hypotheses, [PER_BOOT], options),
      ledger === null ? '' : savingLedger(ledger, options),
      conclusionBlock(explanation, options),
    ],
    options,
  );
}

function join(sections: readonly string[], options: TextOptions): string {
  const filled = sections.filter((section) => section !== '');
  return filled.length === 0 ? nothing('Explanation', options) : filled.join('\n\n');
}

/** Empty text without hypotheses, as of every section here that has nothing to show. */
function hypothesisTable(findings: readonly Finding[], options: TextOptions): string {
  if (findings.length === 0) return '';
  const note =
    "What each mechanism adds to the patch's saving, ± the longer arm of the 95 % interval. A call " +
    `is the average one of the thread's ${THREAD_CALLS}; it reports ` +
    `${formatExact(THREAD_SAVING_NS_PER_CALL)} ns per call, ${THREAD_SAVING_MICROSECONDS} µs per boot.`;
  return [
    heading('Hypotheses', options),
    verdictTable(findings, [PER_CALL, PER_BOOT], options),
    wrapPainted(note, options.columns, '  ', palette(options.colour).faint),
  ].join('\n');
}

/** A line for each hypothesis: its name, values, and verdict. */
function verdictTable(
  findings: readonly Finding[],
  values: readonly ValueColumn[],
  options: TextOptions,
): string {
  if (findings.length === 0) return '';
  const columns: Column[] = [
    { head: 'hypothesis', align: 'left' },
    ...values.map(({ head }) => ({ head, align: 'right' as const })),
    { head: 'verdict', align: 'left' },
  ];
  const rows = findings.map((finding) => [
    findingName(finding),
    ...values.map(({ intervalOf }) => formatMeasured(intervalOf(finding))),
    { text: finding.verdict, paint: verdictPaint(finding.verdict, options) },
  ]);
  return renderWideTable(columns, rows, options);
}

function ledgerTables(ledger: Ledger, options: TextOptions): string {
  const cost = ledgerTable('cost', ledger, options);
  const lines = [...ledger.cost, ...ledger.saving];
  const contrasts = new Set(lines.map((line) => `${lineName(line)}: ${line.contrast}`));
  const { faint } = palette(options.colour);
  const notes = [...contrasts].map((text) => wrapPainted(text, options.columns, '  ', faint));
  return [cost, savingLedger(ledger, options), notes.join('\n')]
    .filter((section) => section !== '')
    .join('\n\n');
}

/** With the claim below it, which is a saving too. */
function savingLedger(ledger: Ledger, options: TextOptions): string {
  const { nsPerFullReset, nsPerCall, microsecondsPerBoot } = ledger.claim;
  const claim =
    `the thread: ${formatExact(nsPerFullReset)} ns per full reset, ` +
    `${formatExact(nsPerCall)} ns per call, ${formatExact(microsecondsPerBoot)} µs per boot`;
  return [ledgerTable('saving', ledger, options), wrap(claim, options.columns, '  ')]
    .filter((section) => section !== '')
    .join('\n');
}

function ledgerTable(side: 'cost' | 'saving', ledger: Ledger, options: TextOptions): string {
  const lines = ledger[side];
  if (lines.length === 0) return '';
  const { id, full, early } = ledger.workload;
  const what = side === 'cost' ? 'what the calls cost' : 'what the patch saves';
  const title =
    `Ledger, ${what}: ${layoutAtPhase(ledger)}, ${ledger.state}, ${id} ` +
    `(${full} full, ${early} early)`;
  return [
    ...titleLines(title, null, options),
    renderWideTable(LEDGER_COLUMNS, lines.map(ledgerRow), options),
  ].join('\n');
}

function ledgerRow(line: LedgerLine): Row {
  const { kind, nsPerFullReset, nsPerCall, microsecondsPerBoot } = line;
  const isTerm = kind === 'part' || kind === 'rest';
  const values = [nsPerFullReset, nsPerCall, microsecondsPerBoot].map((interval) =>
    isTerm ? withSign(interval) : formatMeasured(interval),
  );
  return [lineName(line), ...values];
}

/** A part needs no mark; what is not a part says so, once. */
function lineName({ kind, name }: LedgerLine): string {
  return kind === 'part' || name.startsWith(kind) ? name : `${kind}: ${name}`;
}

/** Terms of a sum: `+1.2±0.3`; what is shown as zero has none. */
function withSign(interval: Interval | null): string {
  const text = formatMeasured(interval);
  return Number.parseFloat(text) > 0 ? `+${text}` : text;
}

/** A table of those that were made, and a line for each that was not. */
function exitsBlock(between: readonly ExitFinding[], options: TextOptions): string {
  if (between.length === 0) return '';
  const made = between.filter(({ unavailable }) => unavailable === null);
  const missing = between.flatMap(({ between: name, unavailable }) =>
    unavailable === null ? [] : [`${name}: not measured: ${unavailable}`],
  );
  const notes = between.flatMap(({ between: name, notes: its }) =>
    its.map((note) => `${name}: ${note}`),
  );
  return [
    heading('Resets between real exits', options),
    ...(made.length > 0 ? exitTable(made, options) : []),
    ...[...missing, ...notes].map((line) => wrap(line, options.columns, '  ')),
  ].join('\n');
}

function exitTable(made: readonly ExitFinding[], options: TextOptions): string[] {
  const rows = made.map((exit) => exitRow(exit, options));
  const savings = made.flatMap((exit) => [exit.savingNsPerCall, exit.savingMicrosecondsPerBoot]);
  return [renderWideTable(EXIT_COLUMNS, rows, options), ...unresolvedLegend(savings, options)];
}

function exitRow(exit: ExitFinding, options: TextOptions): Row {
  return [
    exit.between,
    formatNs(exit.exitNs ?? Number.NaN),
    formatMeasured(exit.costNsPerCall),
    exitSaving(exit.savingNsPerCall, options),
    exitSaving(exit.savingMicrosecondsPerBoot, options),
  ];
}

function exitSaving(interval: Interval | null, options: TextOptions): Cell | string {
  const text = formatMeasured(interval);
  if (interval === null) return `${text}${resolvedMark(true)}`;
  return savingCell(text, { resolved: excludesZero(interval), interval }, options);
}

function conclusionBlock({ conclusion }: Explanation, options: TextOptions): string {
  if (conclusion.length === 0) return '';
  return [
    heading('Conclusion', options),
    ...conclusion.map((sentence) => wrap(sentence, options.columns, '  ')),
  ].join('\n');
}
