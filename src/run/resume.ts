/** Going on with a run that was cut short: what its file must hold, and how the parts become one. */

import { excerpt, UsageError } from '../errors.js';
import { fingerprint } from '../host/fingerprint.js';
import { hostWarnings } from '../host/host.js';
import { checkPlan } from '../plan/check.js';
import { readResultAs } from '../report/read.js';
import { type Result, resultSchema } from '../report/result.js';
import { workloadKey } from '../workload/key.js';
import { type Prepared, prepare } from './prepare.js';
import { meansOf, type Setting } from './setting.js';
import { type Interrupted, standingOf, unfinishedSchema } from './unfinished.js';

/** A run that was cut short. */
export interface Before {
  result: Result;
  interrupted: Interrupted;
}

export interface Resumable extends Prepared {
  before: Before;
}

const partialResult = resultSchema.extend({ unfinished: unfinishedSchema.optional() });

/** A result file, with all samples where it is one of a run cut short. */
export type PartialResult = ReturnType<typeof readPartial>;

/** @throws UsageError as `readResult` does */
export function readPartial(file: string) {
  return readResultAs(file, partialResult);
}

/**
 * @param file for messages
 * @throws UsageError for a file without samples, of other hardware or other native code, and for a
 * plan that cannot be carried out
 */
export async function prepareToResume(
  file: string,
  { unfinished, ...result }: PartialResult,
  setting: Setting,
): Promise<Resumable> {
  if (unfinished === undefined) throw nothingToGoOnWith(file, result);
  requireSame(file, 'CPU', result.host.cpuModel, setting.host.cpuModel);
  requireSame(file, 'native code', result.fingerprint.addon, fingerprint().addon);
  const prepared = await prepare(checkPlan(result.plan, meansOf(setting)));
  const { begun, follows } = unfinished;
  const standing = standingOf(file, unfinished, prepared.plan, setting.registry);
  requireSameBoots(file, standing, prepared);
  return { ...prepared, before: { result, interrupted: { standing, begun, follows } } };
}

function nothingToGoOnWith(file: string, { plan }: Result): UsageError {
  if (plan.cells.length + plan.boots.length === 0) {
    return new UsageError(
      `${file} is an explanation, which cannot be resumed: kvm-mmu-bench explain makes it anew`,
    );
  }
  return new UsageError(
    `${file} lacks the samples to go on with, which only a .partial file has: ` +
      'run --replan measures its plan anew',
  );
}

/** Samples of two machines or two builds are not those of one experiment. */
function requireSame(file: string, what: string, theirs: string, ours: string): void {
  if (theirs === ours) return;
  throw new UsageError(
    `${file} was measured with ${what} ${excerpt(theirs, 80)}, here it is ${excerpt(ours, 80)}: ` +
      'resume it there, or measure its plan anew with run --replan',
  );
}

function requireSameBoots(
  file: string,
  { boots }: Interrupted['standing'],
  { workloads }: Prepared,
): void {
  for (const { samples } of boots) {
    if (samples === null) continue;
    const now = workloads.get(workloadKey(samples.plan))?.transitions.length;
    if (now === samples.transitions) continue;
    throw new UsageError(
      `${file} was measured with ${samples.transitions} transitions of workload ` +
        `${excerpt(samples.plan.workload)}, which has ${now} now: measure its plan anew with ` +
        'run --replan',
    );
  }
}

/** Estimates are of all samples already; the rest of what the earlier parts said stays said. */
export function withBefore(result: Result, { result: before, interrupted }: Before): Result {
  const { hypotheses, ledger, sweep, crossings, between, conclusion } = before;
  return {
    ...result,
    command: before.command,
    crossChecks: before.crossChecks,
    ...{ hypotheses, ledger, sweep, crossings, between, conclusion },
    wallSeconds: before.wallSeconds + result.wallSeconds,
    warnings: [
      ...new Set([...hostWarnings(before.host), ...result.warnings]),
      ...resumedWarnings(interrupted),
    ],
  };
}

function resumedWarnings({ begun, follows }: Interrupted): string[] {
  const parts =
    `resumed: goes on with what the runs begun ${begun.join(', ')} had measured before they were ` +
    'interrupted; what changed on the machine in between is in the numbers too';
  return follows === null ? [parts] : [parts, `not resumed: ${follows}`];
}
