/** A page of Markdown, its lines short enough to be read as they are. */

import { escapeMarkdown } from '../../src/export/markdown/escape.js';
import { wrap } from '../../src/report/text.js';

const WIDTH = 115;

export interface Column {
  title: string;
  numeric?: boolean;
}

/** Text of others, which may come from other machines and files: it means nothing but itself. */
export const literal = escapeMarkdown;

export function heading(level: 1 | 2 | 3, text: string): string {
  return `${'#'.repeat(level)} ${text}`;
}

/** Of Markdown. */
export function paragraph(text: string): string {
  return wrapped(text);
}

/** Items are Markdown. */
export function bullets(items: readonly string[]): string {
  return items.map((item) => wrapped(`* ${item}`, '  ')).join('\n');
}

export function code(lines: readonly string[]): string {
  return lines.map((line) => `    ${line}`).join('\n');
}

/** Cells are Markdown, on one line. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(({ title }) => title)),
    line(columns.map(({ numeric }) => (numeric ? '---:' : '---'))),
    ...rows.map(line),
  ].join('\n');
}

/** `a`, `a and b`, `a, b and c` */
export function listing(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}

/** A word that a break brings to a line's beginning must not make a list or a heading of it. */
function wrapped(text: string, indent = ''): string {
  const [first = '', ...others] = wrap(text, WIDTH, indent).split('\n');
  const harmless = others.map((line) =>
    line.replace(/^( *)([-+=](?!\d))/, '$1\\$2').replace(/^( *\d+)(?=[.)](\s|$))/, '$1\\'),
  );
  return [first, ...harmless].join('\n');
}
