/** The whole of a result as text for a terminal: what to believe first, what it rests on after it. */

import { bootsTables } from './boots-table.js';
import { cellsTables } from './cells-table.js';
import { crossCheckTable, noiseFloorTable, skippedTable, warningsBlock } from './checks-tables.js';
import { countersTables } from './counters-table.js';
import { explanationReport, explanationShort, isExplained } from './explain-tables.js';
import { hazardTables } from './hazard-table.js';
import { hostBlock } from './host-block.js';
import type { Result } from './result.js';
import { bootsSummaryTable, summaryTables, tablesNotShown } from './summary-table.js';
import { heading } from './table.js';
import type { TextOptions } from './text.js';
import { wrap } from './text.js';
import { marksLegend, nothing } from './wording.js';

const WIDEST = 80;
const NARROWEST = 40;

/** Lines of a wider terminal stay short too: they end up in mails. A width of 0 is an unknown one. */
export function textOptions(columns: number | undefined, colour: boolean): TextOptions {
  return { columns: Math.max(NARROWEST, Math.min(columns || WIDEST, WIDEST)), colour };
}

export function answerBlock(result: Result, options: TextOptions): string {
  if (result.answer.length === 0) return nothing('Answer', options);
  return [
    heading('Answer', options),
    ...result.answer.map((sentence) => wrap(sentence, options.columns, '  ')),
  ].join('\n');
}

/** About two screens: the answer, the first look, and whether to trust them. */
export function shortReport(result: Result, options: TextOptions): string {
  return join([
    hostBlock(result, options),
    ...checks(result, options),
    ...(result.cells.length > 0 || result.boots.length === 0
      ? [summaryTables(result, options)]
      : []),
    tablesNotShown(result, options),
    ...(result.boots.length > 0 ? [bootsSummaryTable(result, options)] : []),
    marksLegend(result, options),
    answerBlock(result, options),
    ...(isExplained(result) ? [explanationShort(result, options)] : []),
  ]);
}

/** Everything but the samples. */
export function fullReport(result: Result, options: TextOptions): string {
  return join([
    hostBlock(result, options),
    cellsTables(result, options),
    bootsTables(result, options),
    countersTables(result, options),
    noiseFloorTable(result, options),
    hazardTables(result.hazards, options),
    ...checks(result, options),
    summaryTables(result, options),
    marksLegend(result, options),
    answerBlock(result, options),
    ...(isExplained(result) ? [explanationReport(result, options)] : []),
  ]);
}

function checks(result: Result, options: TextOptions): string[] {
  const sections: [rows: readonly unknown[], render: typeof skippedTable][] = [
    [result.crossChecks, crossCheckTable],
    [result.plan.skipped, skippedTable],
    [result.warnings, warningsBlock],
  ];
  return sections.filter(([rows]) => rows.length > 0).map(([, render]) => render(result, options));
}

function join(sections: readonly string[]): string {
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}
