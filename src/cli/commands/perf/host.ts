/** `perf host`: what a real KVM host can tell of kvm_init_mmu, and with --run what it tells. */

import type { Command } from 'commander';
import { UsageError } from '../../../errors.js';
import { inspectHost } from '../../../perf/host-facts.js';
import {
  checkRecordingFile,
  type HostRecording,
  type JudgedWay,
  judgeWays,
  recordHost,
  withoutSystemChanges,
} from '../../../perf/host-record.js';
import { pickPositive } from '../../../plan/options.js';
import { recordingReport, verdictOf, waysReport } from '../../../report/perf-host-table.js';
import { textOptions } from '../../../report/tables.js';
import { wrap } from '../../../report/text.js';
import {
  EXIT_DONE,
  EXIT_INTERRUPTED,
  printJson,
  printMessage,
  printText,
  runCommand,
  wantsColour,
} from '../../output.js';
import { createProgress } from '../../progress.js';

interface Options {
  run?: true;
  allowSystemChanges?: true;
  seconds: string;
  output?: string;
  json?: true;
}

const OUTPUT = 'results/host-trace.txt';
const SHOW_EVERY_MS = 500;
/** A day. */
const MOST_SECONDS = 86_400;

export function addHost(perf: Command): void {
  perf
    .command('host')
    .description("the host's own truth: count and time kvm_init_mmu and SMM transitions")
    .option('--run', 'record by the best possible way, as root')
    .option('--allow-system-changes', "--run may change the kernel's tracing settings meanwhile")
    .option('--seconds <n>', 'how long; Ctrl-C ends it early and keeps what there is', '10')
    .option('--output <file>', `where --run puts the recording (default: "${OUTPUT}")`)
    .option('--json', 'print JSON and nothing else')
    .action(runCommand(host));
}

async function host({ run, allowSystemChanges, seconds: typed, output, json }: Options) {
  const seconds = pickPositive('--seconds', typed, 0.1, MOST_SECONDS);
  if (!run && output !== undefined) {
    throw new UsageError('--output is for recordings: give --run too, or leave it out');
  }
  if (!run && allowSystemChanges) {
    throw new UsageError(
      '--allow-system-changes is for recordings: give --run too, or leave it out',
    );
  }
  const facts = inspectHost();
  const offered = judgeWays(facts, seconds);
  // Without --run it is only shown what there would be.
  const judged = run && !allowSystemChanges ? withoutSystemChanges(offered) : offered;
  const text = textOptions(process.stdout.columns, wantsColour(process.stdout));
  if (!run) {
    if (json) printJson(document(judged, null));
    else printText(waysReport(judged, text));
    return EXIT_DONE;
  }
  const file = output ?? OUTPUT;
  if (firstPossible(judged) !== null) checkRecordingFile(file);
  const { recording, interrupted } = await withSignals(async (signal) => ({
    recording: await shown(seconds, recordHost(facts, judged, { seconds, output: file, signal })),
    interrupted: signal.aborted,
  }));
  if (interrupted) printMessage('interrupted: the recording has what came before');
  const best = firstPossible(offered);
  if (best !== firstPossible(judged)) {
    printMessage(`${best} was left out: it needs --allow-system-changes`);
  }
  if (json) printJson(document(judged, recording));
  else
    printText(
      [wrap(verdictOf(judged), text.columns), recordingReport(recording, text)].join('\n\n'),
    );
  return interrupted ? EXIT_INTERRUPTED : EXIT_DONE;
}

/** The id of the best one; null where there is none. */
function firstPossible(judged: readonly JudgedWay[]): string | null {
  return judged.find(({ reasons }) => reasons.length === 0)?.way.id ?? null;
}

/**
 * Unlike elsewhere a second Ctrl-C changes nothing: the kernel's settings are put back first. So does
 * a terminal that is closed meanwhile.
 */
async function withSignals<T>(action: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const abort = () => controller.abort();
  for (const name of names) process.on(name, abort);
  try {
    return await action(controller.signal);
  } finally {
    for (const name of names) process.off(name, abort);
  }
}

async function shown<T>(seconds: number, recording: Promise<T>): Promise<T> {
  const progress = createProgress({ stream: process.stderr, total: seconds, label: 'recording' });
  const startMs = performance.now();
  const display = setInterval(() => {
    const passed = (performance.now() - startMs) / 1000;
    progress.update(passed, passed < seconds ? 'Ctrl-C ends it early' : 'reading it');
  }, SHOW_EVERY_MS);
  try {
    return await recording;
  } finally {
    clearInterval(display);
    progress.stop();
  }
}

function document(judged: readonly JudgedWay[], recording: HostRecording | null) {
  return {
    ways: judged.map(({ way, command, changesSystem, reasons }) => ({
      id: way.id,
      command,
      yields: way.yields,
      initMmu: way.calls,
      cost: way.cost,
      changesSystem,
      possible: reasons.length === 0,
      reason: reasons.length === 0 ? null : reasons.join('; '),
    })),
    chosen: recording?.way ?? firstPossible(judged),
    verdict: verdictOf(judged),
    recorded: recording === null ? null : recorded(recording),
  };
}

function recorded({ imported, ...recording }: HostRecording) {
  const { workload } = imported;
  return {
    ...recording,
    workload,
    workloadMissing: workload === null ? imported.why : null,
  };
}
