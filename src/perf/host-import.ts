/** The transitions of a recording as a workload, by the importers that every trace goes through. */

import { resolve } from 'node:path';
import { UsageError } from '../errors.js';
import { listRules } from '../workload/rules.js';
import { openWorkload } from '../workload/workloads.js';
import { nearestVersion } from './host-own.js';

export interface RecordedWorkload {
  file: string;
  format: string;
  entries: number;
  rsms: number;
  /** By these rules. */
  rules: string;
  calls: number;
  full: number;
  early: number;
  /** Left out: an SMI that the begin or the end of the recording has cut, lost events. */
  skipped: number;
  notes: string[];
}

export type Imported = { workload: RecordedWorkload } | { workload: null; why: string };

/** Of all virtual machines together. */
export function countTransitions(text: string): { entries: number; rsms: number } {
  const events = text.split('\n').flatMap((line) => {
    const at = line.search(/\bkvm_smm_transition:/);
    return at < 0 ? [] : line.slice(at);
  });
  const count = (direction: string) =>
    events.filter((event) => event.includes(`: ${direction} SMM,`)).length;
  return { entries: count('entering'), rsms: count('leaving') };
}

/**
 * @param file holds the text
 * @param kernel whose resets are counted, by the rules nearest to its version
 */
export async function importTransitions(
  file: string,
  text: string,
  kernel: string,
): Promise<Imported> {
  const { entries, rsms } = countTransitions(text);
  if (entries === 0 || rsms === 0) return { workload: null, why: whyNone(entries + rsms) };
  const rules = nearestVersion(
    kernel,
    listRules().map(({ name }) => name),
  );
  try {
    // As a path: a plain name could be that of a model.
    const { workload, report } = await openWorkload(resolve(file), rules, { lenient: true });
    if (report === null) throw new Error(`${file} was not read as a trace`);
    const skipped = [...report.skipped.values()].reduce((sum, { records }) => sum + records, 0);
    const { counts } = workload;
    return {
      workload: {
        file,
        format: report.format.id,
        rules,
        ...counts,
        skipped,
        notes: report.notes,
      },
    };
  } catch (error) {
    // Several virtual machines in one recording: the file is good, but which of them is the user's to say.
    if (error instanceof UsageError) return { workload: null, why: error.message };
    throw error;
  }
}

function whyNone(events: number): string {
  if (events > 0) return 'no whole SMM round trip was recorded: give it more time (--seconds)';
  return (
    'no SMM transition happened meanwhile: boot a guest with SMM (SeaBIOS, or OVMF built with it) ' +
    'on this host while it records'
  );
}
