/** Runs that are to die, over a result of an earlier run. */

import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeResult } from '../../src/report/write.js';
import { fixture } from '../report/fixtures.js';
import { temporaryFolder } from './temporary-folder.js';

export const root = temporaryFolder();

export const ONE_CELL = [
  ...['run', '--layout', 'v5.17', '--state', 'hot', '--retirement', 'drained'],
  ...['--strategy', 'init-flag', '--rounds', '60000', '--target-ci', '0.001'],
];

/** A folder with a result of an earlier run in it. */
export function folderWithResult() {
  const folder = mkdtempSync(join(root, 'run-'));
  const output = join(folder, 'X.json');
  writeResult(output, fixture('one-strategy'));
  return { folder, output, partial: join(folder, 'X.partial.json'), text: textOf(output) };
}

export const textOf = (path: string) => readFileSync(path, 'utf8');
