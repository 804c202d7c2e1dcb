/** A comparison for a pull request: every name escaped, nothing of it is markup or a mention. */

import {
  type Block,
  heading,
  joinBlocks,
  list,
  paragraph,
  table,
} from '../export/markdown/blocks.js';
import { type ComparedReport, columnsOf } from './compare-report.js';
import type { DataTable } from './html/data-table.js';

export function comparedMarkdown(report: ComparedReport): string {
  const { title, answer, facts, tables, lists, legend } = report;
  return joinBlocks([
    heading(3, title),
    ...answer.map(paragraph),
    ...tables.flatMap(tableBlocks),
    ...lists.flatMap(({ title, items }) =>
      items.length === 0 ? [] : [heading(4, title), list(items)],
    ),
    heading(4, 'What was compared'),
    list(facts.map(({ label, text }) => `${label}: ${text}`)),
    paragraph(legend),
  ]).text;
}

function tableBlocks(data: DataTable): Block[] {
  if (data.rows.length === 0) return [];
  return [heading(4, data.caption), table(columnsOf(data), data.rows)];
}
