/** `trace`: SMM transitions in, from whatever recorded them. */

import type { Command } from 'commander';
import { addImport } from './trace/import.js';
import { addList } from './trace/list.js';
import { addRecord } from './trace/record.js';
import { addShow } from './trace/show.js';

export function addTrace(program: Command): void {
  const trace = program.command('trace');
  for (const add of [addList, addShow, addImport, addRecord]) add(trace);
}
