/** `trace show`: a workload's transitions and the resets that KVM makes of them, counted. */

import type { Command } from 'commander';
import { textOptions } from '../../../report/tables.js';
import { DEFAULT_RULES } from '../../../workload/rules.js';
import { openWorkload } from '../../../workload/workloads.js';
import { printJson, printMessage, printText, runCommand, wantsColour } from '../../output.js';
import { addTraceOptions, type TypedTraceOptions, traceOptions } from './options.js';
import { readingProgress } from './reading-progress.js';
import { countSkips, describeSkips } from './skips.js';
import { summarise } from './summary.js';
import { summaryText } from './summary-text.js';

interface Options extends TypedTraceOptions {
  rules: string;
  json?: true;
}

export function addShow(trace: Command): void {
  const command = trace
    .command('show')
    .argument('<name|file>', 'a workload of trace list, or a trace of any format; - is stdin')
    .description('count transitions, resets and guest states')
    .option('--rules <version>', 'whose resets; see list rules', DEFAULT_RULES)
    .option('--json', 'print JSON and nothing else');
  addTraceOptions(command).action(runCommand(show));
}

async function show(name: string, options: Options) {
  const progress = readingProgress();
  const asked = { ...traceOptions(options), onProgress: progress.onProgress };
  const { workload, report } = await openWorkload(name, options.rules, asked).finally(
    progress.stop,
  );
  const summary = summarise(workload);
  const notes = report?.notes ?? [];
  const isLenient = options.lenient === true && report !== null;
  if (options.json) {
    for (const note of notes) printMessage(note);
    printJson({ ...summary, ...(isLenient ? countSkips(report) : {}) });
  } else {
    const text = textOptions(process.stdout.columns, wantsColour(process.stdout));
    const remarks = isLenient ? describeSkips(report) : [];
    printText(summaryText(workload, summary, remarks, text));
  }
  return undefined;
}
