/** `trace record`: boots a machine in QEMU and keeps its SMM transitions. */

import type { Command } from 'commander';
import { UsageError } from '../../../errors.js';
import { pickPositive } from '../../../plan/options.js';
import { qemuLog } from '../../../workload/formats/qemu-log.js';
import type { ReadReport } from '../../../workload/formats/read.js';
import { TraceError } from '../../../workload/formats/trace-error.js';
import { interruptible } from '../../interruptible.js';
import { EXIT_DONE, EXIT_INTERRUPTED, printMessage, runCommand } from '../../output.js';
import { createProgress, type Progress } from '../../progress.js';
import { copyTrace, printImported } from './import.js';
import { machineArguments, QEMU, type RunningQemu, requireQemu, startQemu } from './qemu.js';
import { checkTraceFile, writeTraceFile } from './trace-file.js';

interface Options {
  output: string;
  seconds: string;
  qemu: string;
  force?: true;
  json?: true;
}

const SHOW_EVERY_MS = 500;
/** A day. */
const MOST_SECONDS = 86_400;

export function addRecord(trace: Command): void {
  trace
    .command('record')
    .argument('<qemu arguments...>', 'the machine, after --')
    .description("boot a machine in QEMU's emulation and record its SMM transitions")
    .requiredOption('-o, --output <file>', 'gzipped if its name ends in .gz')
    .option('--seconds <n>', 'ends it, if the machine does not', '60')
    .option('--qemu <program>', 'another QEMU', QEMU)
    .option('--force', 'replace an existing file')
    .option('--json', 'print the counts as JSON and nothing else')
    .action(runCommand(record));
}

async function record(args: readonly string[], options: Options) {
  const seconds = pickPositive('--seconds', options.seconds, 0.1, MOST_SECONDS);
  const machine = machineArguments(args);
  checkTraceFile(options.output, options.force ?? false);
  requireQemu(options.qemu);
  const signal = interruptible();
  const qemu = startQemu(options.qemu, machine);
  const counted = { entries: 0 };
  const limit = setTimeout(qemu.stop, seconds * 1000);
  signal.addEventListener('abort', qemu.stop);
  const progress = createProgress({ stream: process.stderr, total: seconds, label: 'recording' });
  const display = showProgress(progress, counted);
  let report: ReadReport;
  try {
    report = await writeTraceFile(options.output, (add) =>
      copyLog(qemu, async (events) => {
        counted.entries += events.length / 2;
        await add(events);
      }),
    );
  } finally {
    clearInterval(display);
    clearTimeout(limit);
    progress.stop();
    await qemu.cleanUp();
  }
  if (signal.aborted) printMessage('interrupted: the trace has what came before');
  const tellsSkips = report.skipped.size > 0 ? { lenient: true as const } : {};
  printImported(options.output, report, { ...options, ...tellsSkips });
  return signal.aborted ? EXIT_INTERRUPTED : EXIT_DONE;
}

type AddEvents = Parameters<typeof copyTrace>[2];

/** QEMU's own failure explains more than the log that it left. */
async function copyLog(qemu: RunningQemu, add: AddEvents): Promise<ReadReport> {
  const input = { name: "QEMU's log", chunks: qemu.log, totalBytes: null };
  try {
    const report = await copyTrace(input, { format: qemuLog, wasStopped: qemu.wasStopped }, add);
    await qemu.ended;
    return report;
  } catch (error) {
    // At its end the log is all that QEMU had to say: then it is ending by itself.
    if (!qemu.log.readableEnded) qemu.stop();
    await qemu.ended;
    if (error instanceof TraceError && error.line === null) throw noTransitions(error);
    throw error;
  }
}

function noTransitions(cause: TraceError): UsageError {
  return new UsageError(
    'the machine made no SMM round trip: it needs smm=on and a firmware that uses SMM, as ' +
      'SeaBIOS and OVMF built with it do, and time (--seconds)',
    { cause },
  );
}

function showProgress(progress: Progress, counted: { readonly entries: number }): NodeJS.Timeout {
  const start = performance.now();
  return setInterval(() => {
    progress.update((performance.now() - start) / 1000, `${counted.entries} SMIs`);
  }, SHOW_EVERY_MS);
}
