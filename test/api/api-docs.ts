/** docs/api.md as tests read it. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/package.js';

const TEXT = readFileSync(join(packageRoot, 'docs', 'api.md'), 'utf8');

/** Its TypeScript, each block a module of its own. */
export function programs(): string[] {
  return [...TEXT.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, program = '']) => program);
}

/** What stands in backticks in the first column of the tables below this heading. */
export function namesBelow(heading: string): string[] {
  const [, section = ''] = TEXT.split(`\n## ${heading}\n`);
  return firstColumn(section.split('\n## ')[0] ?? '');
}

/** Of the table above all headings: `measure` of `measure(options)`. */
export function functionsNamed(): string[] {
  return firstColumn(TEXT.split('\n## ')[0] ?? '').map((call) => call.replace(/\(.*/, ''));
}

function firstColumn(text: string): string[] {
  const rows = text.split('\n').filter((line) => line.startsWith('| `'));
  return rows.flatMap((row) =>
    [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
  );
}
