/** `trace import`: a trace of any format as a file of the repository's own. */

import type { Command } from 'commander';
import { formatBytes } from '../../../format.js';
import { textOptions } from '../../../report/tables.js';
import { wrap } from '../../../report/text.js';
import type { RecordedEvent } from '../../../workload/formats/event.js';
import { HandlerChoice } from '../../../workload/formats/handlers.js';
import { openInput, type TraceInput } from '../../../workload/formats/open.js';
import { type ReadReport, readTrace } from '../../../workload/formats/read.js';
import type { TraceOptions } from '../../../workload/load-trace.js';
import { printJson, printText, runCommand, wantsColour } from '../../output.js';
import { addTraceOptions, type TypedTraceOptions, traceOptions } from './options.js';
import { readingProgress } from './reading-progress.js';
import { countSkips, describeSkips } from './skips.js';
import { checkTraceFile, writeTraceFile } from './trace-file.js';

interface Options extends TypedTraceOptions {
  output: string;
  force?: true;
  json?: true;
}

export function addImport(trace: Command): void {
  const command = trace
    .command('import')
    .argument('<file>', 'a QEMU log, text of perf script or trace-cmd, JSONL; - is stdin')
    .description("convert a trace to this project's JSONL")
    .requiredOption('-o, --output <file>', 'gzipped if its name ends in .gz')
    .option('--force', 'replace an existing file')
    .option('--json', 'print the counts as JSON and nothing else');
  addTraceOptions(command).action(runCommand(importTrace));
}

async function importTrace(file: string, options: Options) {
  const { output } = options;
  const asked = traceOptions(options);
  checkTraceFile(output, options.force ?? false);
  const input = await openInput(file);
  const progress = readingProgress();
  const report = await writeTraceFile(output, (add) =>
    copyTrace(input, { ...asked, onProgress: progress.onProgress }, add),
  ).finally(progress.stop);
  printImported(output, report, options);
  return undefined;
}

/** Reads what is to be written. */
export async function copyTrace(
  input: TraceInput,
  { handler, ...reading }: TraceOptions,
  add: (events: readonly RecordedEvent[]) => Promise<void>,
): Promise<ReadReport> {
  const choice = new HandlerChoice(input.name, handler ?? null);
  const report = await readTrace(input, reading, (pairs) =>
    add(pairs.map((event) => choice.decide(event))),
  );
  return choice.note === null ? report : { ...report, notes: [...report.notes, choice.note] };
}

/** Tells what is in the new file, and of what it was made. */
export function printImported(
  output: string,
  report: ReadReport,
  { json, lenient }: { json?: true; lenient?: true },
): void {
  const { format, bytes, lines, entries, notes } = report;
  if (json) {
    printJson({
      output,
      format: format.id,
      entries,
      rsms: entries,
      bytes,
      lines,
      notes,
      ...(lenient ? countSkips(report) : {}),
    });
    return;
  }
  const { columns } = textOptions(process.stdout.columns, wantsColour(process.stdout));
  const said = [
    `${output}: ${entries} SMM entries, ${entries} RSMs`,
    `read: ${format.description}, ${lines} lines, ${formatBytes(bytes)}`,
    ...notes.map((note) => wrap(`note: ${note}`, columns, '  ')),
    ...(lenient ? describeSkips(report) : []),
  ];
  printText(said.join('\n'));
}
