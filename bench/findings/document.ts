/** The whole of docs/findings.md, made of result files and of nothing else. */

import { THREAD_SAVING_MICROSECONDS as CLAIM } from '../../src/explain/thread.js';
import type { Result } from '../../src/report/result.js';
import { conclusion } from './conclusion.js';
import { exitsTables, footprintTables, hypothesesTable, ledgerTables } from './explained.js';
import { bullets, code, heading, literal, paragraph } from './markdown.js';
import { bootsTable, patchTables, strategyTables } from './measured.js';
import type { Source } from './sources.js';
import { origin, trust } from './trust.js';
import { legend } from './values.js';

const INTRODUCTION =
  'Made by `npm run findings` from the result files named below: every number and every verdict is theirs, and a ' +
  'test holds this page to them. Do not edit it. One of your own machine:';

const OWN_PAGE = [
  'npm run bench:native',
  'kvm-mmu-bench explain --output results/explain.json',
  'npm run findings -- --from results/latest.json --from results/explain.json \\',
  '  --output findings.md --figure boot-figure.svg',
];

/**
 * @param sources from readSources, which has refused what does not bear findings
 * @param figure where the page finds the chart
 */
export function findings(sources: readonly Source[], figure: string): string {
  const blocks = [
    heading(1, 'Findings'),
    paragraph(INTRODUCTION),
    code(OWN_PAGE),
    ...origin(sources),
    ...conclusion(sources, figure),
    ...sources.flatMap(({ result }) => cellsAndBoots(result)),
    ...hypothesesTable(sources),
    ...ledgerTables(sources),
    ...footprintTables(sources),
    ...exitsTables(sources),
    ...trust(sources),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** Of one file; none where it has none. */
function cellsAndBoots(result: Result): string[] {
  if (result.cells.length === 0 && result.boots.length === 0) return [];
  return [
    heading(2, 'By place'),
    paragraph(
      `Savings are field-by-field minus strategy, measured within rounds, with their 95 % intervals; in µs per boot ` +
        `over the resets of ${literal(result.plan.workload)}, where the claim is ${CLAIM}.`,
    ),
    ...legend(result),
    ...(result.answer.length === 0
      ? []
      : ['In the words of the run:', bullets(result.answer.map(literal))]),
    ...patchTables(result),
    ...strategyTables(result),
    ...bootsTable(result),
  ];
}
