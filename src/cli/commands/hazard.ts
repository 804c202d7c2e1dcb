/** `hazard`: which strategies leave stale bytes, and after what. */

import type { Command } from 'commander';
import { findHazards } from '../../hazard/hazards.js';
import { SEQUENCES } from '../../hazard/sequences.js';
import { loadAddon } from '../../host/addon.js';
import type { NativeAddon } from '../../host/native.js';
import type { MmuPath } from '../../host/native-subject.js';
import { pickNames, pickStrategies } from '../../plan/options.js';
import { hazardTables } from '../../report/hazard-table.js';
import { textOptions } from '../../report/tables.js';
import { wrap } from '../../report/text.js';
import { printJson, printText, runCommand, wantsColour } from '../output.js';

interface Options {
  layout: string;
  path: string;
  strategy: string;
  json?: boolean;
}

export function addHazard(program: Command): void {
  program
    .command('hazard')
    .option('--layout <names>', 'layouts, comma separated, or all', 'v5.17')
    .option('--path <names>', 'tdp (EPT), npt, shadow, or all', 'tdp')
    .option('--strategy <names>', 'strategies, comma separated, or all', 'all')
    .option('--json', 'print JSON and nothing else')
    .action(runCommand(hazard));
}

function hazard(options: Options) {
  const hazards = hazardsOf(loadAddon(), options);
  if (options.json) {
    printJson({
      sequences: SEQUENCES.map(({ name, description }) => ({ name, description })),
      hazards,
    });
    return undefined;
  }
  const text = textOptions(process.stdout.columns, wantsColour(process.stdout));
  const sequences = SEQUENCES.map(({ name, description }) =>
    wrap(`${name}: ${description}`, text.columns, '  '),
  );
  printText([hazardTables(hazards, text), ['Sequences', ...sequences].join('\n')].join('\n\n'));
  return undefined;
}

function hazardsOf(addon: NativeAddon, options: Options) {
  const registry = addon.registry();
  const names = (items: readonly { name: string }[]) => items.map(({ name }) => name);
  const layouts = pickNames('layout', options.layout, names(registry.layouts));
  const paths = pickNames('path', options.path, names(registry.paths)) as MmuPath[];
  const strategies = pickStrategies(options.strategy, registry).groups.flat();
  return layouts.flatMap((layout) =>
    paths.flatMap((path) => findHazards(addon, registry, { layout, path, strategies })),
  );
}
