/** `export`: a result in another program's notation. */

import type { Command } from 'commander';
import { UsageError } from '../../errors.js';
import { FORMATS, pickFormat } from '../../export/formats.js';
import { readResult } from '../../report/read.js';
import { writeText } from '../../report/write.js';
import { printJson, printMessage, printText, runCommand } from '../output.js';
import { checkOutputFile, isStdout } from '../output-file.js';

export function addExport(program: Command): void {
  program
    .command('export')
    .argument('<file>', 'a result')
    .requiredOption('--format <name>', FORMATS.map(({ name }) => name).join(', '))
    .option('-o, --output <file>', '- is stdout, the default')
    .option('--json', 'print as JSON what the file of --output has got, and nothing else')
    .addHelpText('after', helpOfFormats())
    .action(runCommand(exportResult));
}

interface Options {
  format: string;
  output?: string;
  json?: true;
}

async function exportResult(source: string, { format: name, output, json }: Options) {
  const format = pickFormat(name);
  const file = output === undefined || isStdout(output) ? null : output;
  if (file === null && json) {
    throw new UsageError('--json tells of a file, and stdout gets the document: add --output FILE');
  }
  const result = readResult(source);
  if (file !== null) checkOutputFile(file, [source], '--output');
  const render = await format.load();
  const { text, rows, note } = render(result);
  if (note !== undefined) printMessage(note);
  else if (rows === 0) {
    printMessage(`${source} has no cells and no boots; run, boot and bench:native measure them`);
  }
  if (file === null) {
    printText(text);
    return undefined;
  }
  writeText(file, text);
  if (json) printJson({ format: name, file, rows, bytes: Buffer.byteLength(text) });
  else printMessage(`${name}, ${rows} rows, written to ${file}`);
  return undefined;
}

function helpOfFormats(): string {
  const width = Math.max(...FORMATS.map(({ name }) => name.length));
  const lines = FORMATS.map(({ name, description }) => `  ${name.padEnd(width)}  ${description}`);
  return ['', 'Formats:', ...lines].join('\n');
}
