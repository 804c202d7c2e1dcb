/** What a run says about its own trustworthiness, each with what helps. */

import type { CellEstimate } from '../explain/types.js';
import { type Host, hostWarnings } from '../host/host.js';
import type { Samples } from '../measure/measure.js';
import type { Sampled } from '../measure/types.js';
import { usableRounds } from '../stats/rounds.js';
import { workloadKey } from '../workload/key.js';
import type { Workload } from '../workload/types.js';

export interface Measured {
  host: Host;
  workloads: ReadonlyMap<string, Workload>;
  samples: Samples;
  cells: readonly CellEstimate[];
}

export function warningsOf({ host, workloads, samples, cells }: Measured): string[] {
  const jobs = [...samples.cells, ...samples.boots];
  return [
    ...hostWarnings(host),
    ...stateWarnings(jobs, host),
    ...noiseWarnings(jobs, host),
    ...emptyWarnings(cells),
    ...replayWarnings(samples, workloads),
    ...workloadNotes(workloads),
  ];
}

function stateWarnings(jobs: readonly Sampled[], { unreadable }: Host): string[] {
  const missed = jobs.map(({ stateCheck }) => stateCheck).filter(({ reached }) => !reached);
  const warnings = [...new Set(missed.map(({ state }) => state))].map((state) => {
    const inState = jobs.filter(({ stateCheck }) => stateCheck.state === state);
    const times = missed.filter((check) => check.state === state).length;
    return (
      `state ${state} was not reached in ${times} of ${inState.length} cells and boots: their ` +
      'numbers are shown, marked, and left out of the answer; a quieter machine helps'
    );
  });
  const smallest = Math.min(1, ...jobs.map(({ hugePageShare }) => hugePageShare));
  // How many there were is in /proc only.
  if (smallest < 0.99 && !unreadable?.includes('/proc')) {
    warnings.push(
      `the arena had huge pages for ${Math.round(100 * smallest)} % only: TLB misses may be in ` +
        'evicted states; free memory or reserve huge pages',
    );
  }
  return warnings;
}

function noiseWarnings(jobs: readonly Sampled[], { allowedCpus }: Host): string[] {
  const noisy = jobs.filter(
    ({ stateCheck, disturbances }) => stateCheck.reached && usableRounds(disturbances).tooNoisy,
  ).length;
  if (noisy === 0) return [];
  const remedy =
    allowedCpus.length > 1
      ? 'give --cpu one that nothing else runs on, or stop what competes for it'
      : 'allow a second CPU, or stop what competes for this one';
  return [
    `too noisy: in ${noisy} of ${jobs.length} cells and boots the thread was interrupted in nearly ` +
      `every round, so nothing there is resolved; ${remedy}`,
  ];
}

/** Stores that cost nothing in a cell were removed, or hidden by something else: either way, say so. */
function emptyWarnings(cells: readonly CellEstimate[]): string[] {
  return cells
    .filter(({ tooNoisy, stateCheck }) => !tooNoisy && stateCheck.reached)
    .filter(({ distinctFromEmpty }) => !distinctFromEmpty)
    .map(
      ({ strategy, layout, guest, path, scope, calls, state, retirement }) =>
        `${strategy} cannot be told from a function that does nothing in ` +
        `${[layout, guest, path, scope, calls, state, retirement].join(', ')}`,
    );
}

/** What had to be assumed of a user's trace; once, whichever rules it was loaded for. */
function workloadNotes(workloads: ReadonlyMap<string, Workload>): string[] {
  return [
    ...new Set(
      [...workloads.values()].flatMap(({ id, notes = [] }) =>
        notes.map((note) => `${id}: ${note}`),
      ),
    ),
  ];
}

/** Two ways to decide full or early, in TypeScript and in the replay, have to agree. */
function replayWarnings({ boots }: Samples, workloads: ReadonlyMap<string, Workload>): string[] {
  return boots.flatMap(({ plan, fullResets, earlyResets }) => {
    const counts = workloads.get(workloadKey(plan))?.counts;
    if (counts === undefined || (counts.full === fullResets && counts.early === earlyResets)) {
      return [];
    }
    return [
      `boot ${plan.workload} on ${plan.layout}: the replay made ${fullResets} full and ` +
        `${earlyResets} early resets, the expansion says ${counts.full} and ${counts.early}`,
    ];
  });
}
