/** `export`: a result in another program's notation. */

import { statSync } from 'node:fs';
import type { Command } from 'commander';
import { UsageError } from '../../errors.js';
import { FORMATS, pickFormat } from '../../export/formats.js';
import { readResult } from '../../report/read.js';
import { checkWritable, writeText } from '../../report/write.js';
import { printJson, printMessage, printText, runCommand } from '../output.js';

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
  const file = output === undefined || STDOUT.has(output) ? null : output;
  if (file === null && json) {
    throw new UsageError('--json tells of a file, and stdout gets the document: add --output FILE');
  }
  const result = readResult(source);
  if (file !== null) checkOutput(file, source);
  const render = await format.load();
  const { text, rows } = render(result);
  if (rows === 0) {
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

/** Printed through the stream: Node cannot open /dev/stdout where it is a socket. */
const STDOUT = new Set(['-', '/dev/stdout', '/dev/fd/1', '/proc/self/fd/1']);

function checkOutput(file: string, source: string): void {
  checkWritable(file);
  if (isSameFile(source, file)) {
    throw new UsageError(`cannot write ${file}: it is the result; give another --output`);
  }
}

function isSameFile(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) => statSync(path, { throwIfNoEntry: false }));
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}

function helpOfFormats(): string {
  const width = Math.max(...FORMATS.map(({ name }) => name.length));
  const lines = FORMATS.map(({ name, description }) => `  ${name.padEnd(width)}  ${description}`);
  return ['', 'Formats:', ...lines].join('\n');
}
