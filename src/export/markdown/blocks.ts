/** Markdown as GitHub and GitLab read it, built of blocks. Every text given to one is escaped by it. */

import type { Column } from '../../report/table.js';
import { plainText } from '../plain-text.js';
import { escapeMarkdown } from './escape.js';

/** Of a document; the rows of its tables are counted. */
export interface Block {
  text: string;
  rows: number;
}

/** A row of its own in bold, over those that it is the title of. */
export interface RowTitle {
  title: string;
}

export type TableRow = readonly string[] | RowTitle;

export function heading(level: 2 | 3 | 4 | 5, text: string): Block {
  return { text: `${'#'.repeat(level)} ${escapeMarkdown(text)}`, rows: 0 };
}

export function paragraph(text: string): Block {
  return { text: escapeMarkdown(text), rows: 0 };
}

export function list(items: readonly string[]): Block {
  return { text: items.map((item) => `- ${escapeMarkdown(item)}`).join('\n'), rows: 0 };
}

/** For what will be copied. */
export function code(line: string): Block {
  const safe = plainText(line);
  const runs = safe.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(3, ...runs.map(({ length }) => length + 1)));
  return { text: `${fence}\n${safe}\n${fence}`, rows: 0 };
}

export function table(columns: readonly Column[], rows: readonly TableRow[]): Block {
  const lines = [
    tableLine(columns.map(({ head }) => escapeMarkdown(head))),
    tableLine(columns.map(({ align }) => (align === 'left' ? '---' : '--:'))),
    ...rows.map((row) => tableLine(columns.map((_, index) => cellText(row, index)))),
  ];
  return { text: lines.join('\n'), rows: rows.filter((row) => !isTitle(row)).length };
}

/** Blocks with an empty line between them; those without text are left out. */
export function joinBlocks(blocks: readonly Block[]): Block {
  const filled = blocks.filter(({ text }) => text !== '');
  return {
    text: `${filled.map(({ text }) => text).join('\n\n')}\n`,
    rows: filled.reduce((sum, { rows }) => sum + rows, 0),
  };
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function cellText(row: TableRow, index: number): string {
  if (isTitle(row)) return index === 0 ? `**${escapeMarkdown(row.title)}**` : '';
  return escapeMarkdown(row[index] ?? '');
}

function isTitle(row: TableRow): row is RowTitle {
  return 'title' in row;
}
