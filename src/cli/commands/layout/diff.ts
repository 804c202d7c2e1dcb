/** `layout diff`: what is elsewhere in another layout, and which lines that dirties. */

import type { Command } from 'commander';
import { loadAddon } from '../../../host/addon.js';
import { diffLayouts } from '../../../layout/diff.js';
import { layoutDocument } from '../../../layout/files/layout-file.js';
import { mapLayout } from '../../../layout/lines/map-layout.js';
import { strategyChanges } from '../../../layout/lines/strategy-changes.js';
import { layoutDiffText } from '../../../report/layout-diff.js';
import { textOptions } from '../../../report/tables.js';
import { printJson, printText, runCommand, wantsColour } from '../../output.js';
import { LAYOUT_ARGUMENT, namedLayout } from './argument.js';

export function addDiff(layout: Command): void {
  layout
    .command('diff')
    .argument('<a>', LAYOUT_ARGUMENT)
    .argument('<b>', 'another')
    .description('fields moved, added, removed, resized; lines that each strategy dirties')
    .option('--json', 'print JSON and nothing else')
    .action(runCommand(diff));
}

function diff(nameA: string, nameB: string, { json }: { json?: true }) {
  const addon = loadAddon();
  const registry = addon.registry();
  const [a, b] = [namedLayout(nameA, registry), namedLayout(nameB, registry)];
  const changes = diffLayouts(a, b);
  const strategies = strategyChanges(
    mapLayout(addon, registry, a).map,
    mapLayout(addon, registry, b).map,
  );
  if (json) {
    printJson({ a: layoutDocument(a), b: layoutDocument(b), ...changes, strategies });
  } else {
    const options = textOptions(process.stdout.columns, wantsColour(process.stdout));
    printText(layoutDiffText({ a, b, changes, strategies }, options));
  }
  return undefined;
}
