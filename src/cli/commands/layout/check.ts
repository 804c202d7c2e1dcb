/** `layout check`: is a kernel's struct as the built-in layout of its version says? */

import type { Command } from 'commander';
import { unknownName } from '../../../errors.js';
import { loadAddon } from '../../../host/addon.js';
import { builtInLayouts } from '../../../layout/built-in.js';
import { builtInFor, checkAgainst } from '../../../layout/check.js';
import { isSame } from '../../../layout/diff.js';
import { layoutDocument } from '../../../layout/files/layout-file.js';
import { LIVE } from '../../../layout/find-layout.js';
import type { Layout } from '../../../layout/types.js';
import { layoutCheckText } from '../../../report/layout-diff.js';
import { textOptions } from '../../../report/tables.js';
import {
  EXIT_DONE,
  EXIT_FAILED,
  type ExitCode,
  printJson,
  printText,
  runCommand,
  wantsColour,
} from '../../output.js';
import { LAYOUT_ARGUMENT, namedLayout } from './argument.js';

interface Options {
  against?: string;
  json?: true;
}

export function addCheck(layout: Command): void {
  layout
    .command('check')
    .argument('[layout]', LAYOUT_ARGUMENT, LIVE)
    .description("compare a kernel's struct with the built-in layout of its version")
    .option('--against <name>', 'another built-in one (default: the newest not newer than it)')
    .option('--json', 'print JSON and nothing else')
    .addHelpText('after', '\nExit codes: 0 the same, 1 it differs, 2 wrong usage or bad input.')
    .action(runCommand(check));
}

function check(name: string, { against, json }: Options): ExitCode {
  const registry = loadAddon().registry();
  const builtIn = builtInLayouts(registry);
  const named = against === undefined ? null : pickBuiltIn(against, builtIn);
  const layout = namedLayout(name, registry);
  const expected = named ?? builtInFor(layout, builtIn);
  const changes = checkAgainst(expected, layout);
  const same = isSame(changes);
  if (json) {
    printJson({
      same,
      expected: layoutDocument(expected),
      found: layoutDocument(layout),
      ...changes,
    });
  } else {
    const options = textOptions(process.stdout.columns, wantsColour(process.stdout));
    printText(layoutCheckText({ expected, layout, changes }, options));
  }
  return same ? EXIT_DONE : EXIT_FAILED;
}

function pickBuiltIn(name: string, builtIn: readonly Layout[]): Layout {
  const found = builtIn.find((layout) => layout.name === name);
  const names = builtIn.map((layout) => layout.name);
  if (found === undefined) throw unknownName('layout', name, names);
  return found;
}
