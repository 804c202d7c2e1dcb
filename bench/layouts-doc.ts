/** `npm run layouts`: docs/layouts.md, the maps of all built-in layouts. */

import { Command } from 'commander';
import { printMessage, runCommand } from '../src/cli/output.js';
import { loadAddon } from '../src/host/addon.js';
import { writeText } from '../src/report/write.js';
import { layoutsPage } from './layouts/document.js';

const OUTPUT = 'docs/layouts.md';

function makeLayouts({ output }: { output: string }) {
  writeText(output, layoutsPage(loadAddon()));
  printMessage(`${output} made`);
  return undefined;
}

await new Command('npm run layouts --')
  .description('write the cache-line maps of all built-in layouts as a page')
  .option('--output <file>', 'where the page goes', OUTPUT)
  .action(runCommand(makeLayouts))
  .parseAsync();
