/** `trace list`: what can be shown and replayed by name. */

import type { Command } from 'commander';
import { heading } from '../../../report/table.js';
import { textOptions } from '../../../report/tables.js';
import { type TextOptions, wrap } from '../../../report/text.js';
import { listModels } from '../../../workload/models/models.js';
import { recordedBoots } from '../../../workload/recorded-boots.js';
import { printJson, printText, runCommand, wantsColour } from '../../output.js';

interface Entry {
  name: string;
  description: string;
}

export function addList(trace: Command): void {
  trace
    .command('list')
    .description('show the recorded boots and the workload models')
    .option('--json', 'print JSON and nothing else')
    .action(runCommand(list));
}

function list({ json }: { json?: true }) {
  const recorded = recordedBoots().map(entry);
  const models = listModels().map(entry);
  if (json) {
    printJson({ recorded, models });
  } else {
    const options = textOptions(process.stdout.columns, wantsColour(process.stdout));
    const blocks = [
      block('recorded boots', recorded, options),
      block('models, with parameters as in seabios:call32=50,yields=1', models, options),
    ];
    printText(blocks.join('\n\n'));
  }
  return undefined;
}

function entry({ id, description }: { id: string; description: string }): Entry {
  return { name: id, description };
}

const INDENT = '      ';

function block(title: string, entries: readonly Entry[], options: TextOptions): string {
  const lines = entries.map(
    ({ name, description }) =>
      `  ${name}\n${INDENT}${wrap(description, options.columns - INDENT.length).replaceAll('\n', `\n${INDENT}`)}`,
  );
  return [heading(title, options), ...lines].join('\n');
}
