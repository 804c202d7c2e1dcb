/** A comparison for a terminal. */

import { type ComparedReport, columnsOf, type Fact } from './compare-report.js';
import type { DataTable } from './html/data-table.js';
import { heading, renderWideTable } from './table.js';
import type { TextOptions } from './text.js';
import { palette, wrap, wrapPainted } from './text.js';
import { titleLines } from './wording.js';

const INDENT = '  ';

export function comparedText(report: ComparedReport, options: TextOptions): string {
  const blocks = [
    [heading(report.title, options), ...report.facts.map((fact) => factText(fact, options))],
    ...report.tables.map((table) => tableLines(table, options)),
    ...report.lists.map(({ title, items }) => listLines(title, items, options)),
    [wrapPainted(report.legend, options.columns, INDENT, palette(options.colour).faint)],
    [
      heading('Answer', options),
      ...report.answer.map((line) => wrap(line, options.columns, INDENT)),
    ],
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function factText({ label, text }: Fact, options: TextOptions): string {
  return wrap(`${label}: ${text}`, options.columns, INDENT);
}

function tableLines(table: DataTable, options: TextOptions): string[] {
  if (table.rows.length === 0) return [];
  return [
    ...titleLines(table.caption, null, options),
    renderWideTable(columnsOf(table), table.rows, options),
  ];
}

function listLines(title: string, items: readonly string[], options: TextOptions): string[] {
  if (items.length === 0) return [];
  return [
    heading(title, options),
    ...items.map(
      (item) =>
        `${INDENT}${wrap(item, options.columns - INDENT.length, INDENT).replaceAll('\n', `\n${INDENT}`)}`,
    ),
  ];
}
