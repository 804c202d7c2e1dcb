/** `layout`: structs, wherever their shape comes from. */

import type { Command } from 'commander';
import { addCheck } from './layout/check.js';
import { addDiff } from './layout/diff.js';
import { addFromBtf } from './layout/from-btf.js';
import { addSearch } from './layout/search.js';
import { addShow } from './layout/show.js';

export function addLayout(program: Command): void {
  const layout = program.command('layout');
  for (const add of [addShow, addDiff, addCheck, addFromBtf, addSearch]) add(layout);
}
