/** Which ways of looking at the host are possible, and a recording by the best of them. */

import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../errors.js';
import { checkWritable, writeText } from '../report/write.js';
import { placeOf } from './host-commands.js';
import type { HostFacts } from './host-facts.js';
import { type CallNs, hasLosses, type RecordedCalls } from './host-formats/calls.js';
import { countTransitions, type Imported, importTransitions } from './host-import.js';
import { unmetNeeds } from './host-needs.js';
import { type CallMix, measureOwnCalls, type OwnCallNs } from './host-own.js';
import { changesSystem, doSteps, RestoreError, type StepsDone, shellLines } from './host-steps.js';
import { WAYS, type Way } from './host-ways.js';

export interface JudgedWay {
  way: Way;
  /** Line by line, for a root shell. */
  command: string[];
  /** Settings of the system, until it has ended. */
  changesSystem: boolean;
  /** Each with its remedy; none: it is possible. */
  reasons: string[];
}

const NOT_ALLOWED =
  "changes the kernel's tracing settings while it records, and restores them: " +
  'add --allow-system-changes';

export interface HostRecording {
  way: string;
  /** Less than was asked for after an interrupt. */
  seconds: number;
  /** Null where the way sees no calls. */
  initMmuCalls: number | null;
  /** Null where no times were recorded; own: null where it could not be measured, or after an interrupt. */
  nsPerCall: (CallNs & { own: OwnCallNs | null }) | null;
  entries: number;
  rsms: number;
  imported: Imported;
  file: string;
  /** What a reader of the numbers has to know. */
  notes: string[];
}

export function judgeWays(facts: HostFacts, seconds: number): JudgedWay[] {
  const place = placeOf(facts, seconds, '');
  return WAYS.map((way) => {
    const steps = way.steps(place);
    return {
      way,
      command: shellLines(steps),
      changesSystem: changesSystem(steps),
      reasons: unmetNeeds(way.needs, facts),
    };
  });
}

/** The same, of a guest on somebody's host: what changes settings there is not possible. */
export function withoutSystemChanges(judged: readonly JudgedWay[]): JudgedWay[] {
  return judged.map((each) =>
    each.changesSystem && each.reasons.length === 0 ? { ...each, reasons: [NOT_ALLOWED] } : each,
  );
}

export interface RecordOptions {
  seconds: number;
  /** Where the recording goes. */
  output: string;
  /** Ends the recording early, not the reading of it. */
  signal: AbortSignal;
}

/**
 * Tries the possible ways, the best first, until one works: what a kernel offers it need not allow.
 *
 * @throws UsageError where no way is possible, Error where none works, RestoreError
 */
export async function recordHost(
  facts: HostFacts,
  judged: readonly JudgedWay[],
  options: RecordOptions,
): Promise<HostRecording> {
  const possible = judged.filter(({ reasons }) => reasons.length === 0);
  const failures: string[] = [];
  for (const { way } of possible) {
    const done = await tryWay(way, facts, options, failures);
    if (done !== null) return await evaluate(way, done, facts, options, failures);
  }
  if (failures.length > 0) throw new Error(`nothing could be recorded: ${failures.join('; ')}`);
  const refused = judged.find(({ reasons }) => reasons.includes(NOT_ALLOWED));
  if (refused !== undefined) {
    throw new UsageError(`nothing can be recorded yet: ${refused.way.id} ${NOT_ALLOWED}`);
  }
  const [reason] = judged.at(-1)?.reasons ?? [];
  throw new UsageError(
    `nothing can be recorded here: ${reason}; without --run all reasons are shown`,
  );
}

interface WayDone extends StepsDone {
  /** Null where the way sees no calls. */
  calls: RecordedCalls | null;
}

/** Null if the way failed, which is added to the failures. */
async function tryWay(
  way: Way,
  facts: HostFacts,
  { seconds, signal }: RecordOptions,
  failures: string[],
): Promise<WayDone | null> {
  const folder = mkdtempSync(join(tmpdir(), 'kvm-mmu-bench-host-'));
  try {
    const done = await doSteps(way.steps(placeOf(facts, seconds, folder)), signal);
    return { ...done, calls: way.callsOf?.(done.text) ?? null };
  } catch (error) {
    if (signal.aborted || error instanceof RestoreError || !(error instanceof Error)) throw error;
    failures.push(`${way.id}: ${error.message}`);
    return null;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function evaluate(
  way: Way,
  { text: output, seconds, calls }: WayDone,
  { kernel }: HostFacts,
  { seconds: asked, output: file, signal }: RecordOptions,
  failures: readonly string[],
): Promise<HostRecording> {
  const text = way.textOf(output);
  writeText(file, text);
  const imported = await importTransitions(file, text, kernel);
  const times = calls?.ns ?? null;
  const own = times === null ? NO_OWN : await ownCalls(kernel, imported.workload, signal);
  const { entries, rsms } = countTransitions(text);
  return {
    way: way.id,
    // A recorder's own start and end are in the time that passed.
    seconds: signal.aborted ? Math.min(seconds, asked) : asked,
    initMmuCalls: calls?.calls ?? null,
    nsPerCall: times === null ? null : { ...times, own: own.ns },
    entries,
    rsms,
    imported,
    file,
    notes: [
      ...failures.map((failure) => `tried before, and failed: ${failure}`),
      ...own.notes,
      ...(calls?.lost || hasLosses(text) ? ['events were lost: the counts are lower bounds'] : []),
      ...(calls?.calls === 0 && entries > 0
        ? ['SMIs but no calls: the compiler has inlined kvm_init_mmu where they reset the MMU']
        : []),
    ],
  };
}

interface OwnCalls {
  ns: OwnCallNs | null;
  notes: string[];
}

const NO_OWN: OwnCalls = { ns: null, notes: [] };

/** Whatever fails here, the recording is too good to be lost; whoever interrupts it wants no other. */
async function ownCalls(kernel: string, mix: CallMix, signal: AbortSignal): Promise<OwnCalls> {
  try {
    return { ns: await measureOwnCalls(kernel, mix, signal), notes: [] };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ns: null, notes: [`this tool's own times are missing: ${why}`] };
  }
}

/** Refuses before the recording what would be refused after it. @throws UsageError */
export function checkRecordingFile(path: string): void {
  checkWritable(path);
  if (statSync(path, { throwIfNoEntry: false })?.isFile() ?? true) return;
  throw new UsageError(`cannot write ${path}: it is no regular file, and is read again afterwards`);
}
