/** The tables of what `explain` found: hypotheses by file, ledgers, footprints, real exits. */

import { SWEEP_ACCESSES } from '../../src/explain/sweep.js';
import {
  THREAD_SAVING_MICROSECONDS as CLAIM,
  THREAD_SAVING_NS_PER_CALL,
} from '../../src/explain/thread.js';
import { formatBytes, formatNs } from '../../src/format.js';
import type { Result } from '../../src/report/result.js';
import { heading, literal, paragraph, table } from './markdown.js';
import type { Source } from './sources.js';
import { judgedHypotheses } from './standing.js';
import { intervalText } from './values.js';

/** What each mechanism adds to the saving, as every file has it. */
export function hypothesesTable(sources: readonly Source[]): string[] {
  const judged = judgedHypotheses(sources);
  const having = sources.filter(({ result }) => result.hypotheses.length > 0);
  const columns = [
    { title: 'hypothesis' },
    ...having.flatMap(({ name }) => [
      { title: `${literal(name)}, µs/boot`, numeric: true },
      { title: 'verdict' },
      { title: 'controls' },
    ]),
  ];
  const rows = judged.map(({ name, findings }) => [
    name,
    ...having.flatMap(({ name: source }) => {
      const finding = findings.find((each) => each.source === source)?.finding;
      if (finding === undefined) return ['', '', ''];
      const { microsecondsPerBoot, verdict, controls } = finding;
      return [intervalText(microsecondsPerBoot), verdict, controlsText(controls)];
    }),
  ]);
  return [
    heading(2, 'Hypotheses'),
    paragraph(
      'What each mechanism adds to what the patch saves, if every full reset meets it; ' +
        '[explain.md](explain.md) says how each is made and when it counts as supported.',
    ),
    table(columns, rows),
  ];
}

function controlsText(controls: Result['hypotheses'][number]['controls']): string {
  if (controls === null) return 'none';
  return controls.passed ? 'passed' : '**failed**';
}

/** One for each file that has one: cost and saving of a call, part by part. */
export function ledgerTables(sources: readonly Source[]): string[] {
  return sources.flatMap(({ name, result: { ledger } }) => {
    if (ledger === null) return [];
    const { workload } = ledger;
    const names = [...new Set([...ledger.cost, ...ledger.saving].map((line) => line.name))];
    const rows = names.map((part) => {
      const of = (lines: typeof ledger.cost) => lines.find((line) => line.name === part);
      const [cost, saving] = [of(ledger.cost), of(ledger.saving)];
      return [
        literal(part),
        intervalText(cost?.microsecondsPerBoot ?? null),
        intervalText(saving?.microsecondsPerBoot ?? null),
      ];
    });
    return [
      heading(3, `Ledger of ${literal(name)}, µs per boot`),
      paragraph(
        literal(
          `${ledger.layout}@${ledger.phase}, ${ledger.state}, ${workload.id}: ${workload.full} full and ` +
            `${workload.early} early calls.`,
        ),
      ),
      table(
        [
          { title: 'part' },
          { title: 'cost', numeric: true },
          { title: 'the patch saves', numeric: true },
        ],
        rows,
      ),
    ];
  });
}

/** Reads and writes beside each other. */
export function footprintTables(sources: readonly Source[]): string[] {
  return sources.flatMap(({ name, result: { sweep, crossings } }) => {
    const sizes = [...new Set(sweep.map(({ bytes }) => bytes))];
    if (sizes.length === 0) return [];
    const rows = sizes.map((bytes) => [
      formatBytes(bytes),
      ...SWEEP_ACCESSES.flatMap((access) => {
        const point = sweep.find((each) => each.access === access && each.bytes === bytes);
        if (point === undefined) return ['', ''];
        return [intervalText(point.costNsPerCall), intervalText(point.savingNsPerCall)];
      }),
    ]);
    return [
      heading(3, `A guest's footprint between two resets (${literal(name)}), ns per call`),
      ...crossings.map((crossing) => paragraph(crossingText(crossing))),
      table(
        [
          { title: 'footprint' },
          ...SWEEP_ACCESSES.flatMap((access) => [
            { title: `${access}: cost`, numeric: true },
            { title: 'the patch saves', numeric: true },
          ]),
        ],
        rows,
      ),
    ];
  });
}

function crossingText(crossing: Result['crossings'][number]): string {
  const { access, bytes, lowBytes, highBytes, mostBytes } = crossing;
  const at = (reached: number | null) => (reached === null ? 'nowhere' : formatBytes(reached));
  return (
    `${THREAD_SAVING_NS_PER_CALL} ns a call (${CLAIM} µs a boot) after ${access} of up to ${formatBytes(mostBytes)}: ` +
    `the estimate reaches it first at: ${at(bytes)}; its interval's upper end: ${at(lowBytes)}; ` +
    `the lower end: ${at(highBytes)}.`
  );
}

export function exitsTables(sources: readonly Source[]): string[] {
  return sources.flatMap(({ name, result: { between } }) => {
    const made = between.filter(({ unavailable }) => unavailable === null);
    if (made.length === 0) return [];
    return [
      heading(3, `Between real exits (${literal(name)})`),
      table(
        [
          { title: 'between resets' },
          { title: 'takes', numeric: true },
          { title: 'cost, ns/call', numeric: true },
          { title: 'the patch saves, ns/call', numeric: true },
          { title: 'µs/boot', numeric: true },
        ],
        made.map((exit) => [
          literal(exit.between),
          exit.exitNs === null ? '' : formatNs(exit.exitNs),
          intervalText(exit.costNsPerCall),
          intervalText(exit.savingNsPerCall),
          intervalText(exit.savingMicrosecondsPerBoot),
        ]),
      ),
      ...made.flatMap(({ between: exit, notes }) =>
        notes.map((note) => paragraph(`${literal(exit)}: ${literal(note)}.`)),
      ),
    ];
  });
}
