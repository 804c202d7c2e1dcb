/** What the files lack: the machine's limits, what the plan left out, and what no run from user space has. */

import type { Result } from '../../src/report/result.js';
import { listing, literal } from './markdown.js';
import type { Source } from './sources.js';

export function untried(sources: readonly Source[]): string[] {
  const results = sources.map(({ result }) => result);
  return [
    ...coverage(results),
    ...skippedStrategies(results),
    ...statesMissed(results),
    ...eventsUncounted(results),
    ...exitsMissing(results),
    ...hypothesesWithoutResult(results),
    ...(results.every(({ sweep }) => sweep.length === 0)
      ? ["A guest's footprint between two resets: no file holds a sweep (`kvm-mmu-bench explain`)."]
      : []),
    'Any other machine: these files are of one. Nobody named the CPU, the firmware or the timing of the thread.',
    'A kernel: all of it ran in user space, and [method.md](method.md) says what that cannot see.',
  ];
}

/** Whatever is not in these lists was not measured. */
function coverage(results: readonly Result[]): string[] {
  const cells = results.flatMap((result) => result.cells);
  const boots = results.flatMap((result) => result.boots);
  const both = [...cells, ...boots];
  const values = (items: readonly string[]) => listing([...new Set(items)].map(literal));
  const lists = [
    `layouts ${values(both.map(({ layout, phase }) => `${layout}@${phase}`))}`,
    `path ${values(both.map(({ path }) => path))}`,
    `guests ${values(cells.map(({ guest }) => guest))}`,
    `states ${values(both.map(({ state }) => state))}`,
    `boots ${values(boots.map(({ workload }) => workload))}`,
    `rules ${values(both.flatMap(({ rules }) => rules ?? []))}`,
  ];
  return [`In cells and boots, whatever is not of these: ${lists.join('; ')}.`];
}

function skippedStrategies(results: readonly Result[]): string[] {
  const texts = results.flatMap(({ plan }) =>
    plan.skipped.map(({ strategy, reason }) => `${literal(strategy)}: ${literal(reason)}.`),
  );
  return [...new Set(texts)];
}

function statesMissed(results: readonly Result[]): string[] {
  const rows = results.flatMap(({ cells, boots }) => [...cells, ...boots]);
  const missed = rows.filter(({ stateCheck }) => !stateCheck.reached);
  const states = [...new Set(missed.map(({ state }) => literal(state)))];
  return states.length === 0
    ? []
    : [
        `Lines where they should have been, in some cells of ${listing(states)}: marked below, and in no conclusion.`,
      ];
}

/** One line for each reason: usually all events lack the same thing. */
function eventsUncounted(results: readonly Result[]): string[] {
  const uncounted = results.flatMap(({ plan }) => plan.uncounted);
  if (uncounted.length === 0) return [];
  const events = [...new Set(uncounted.map(({ event }) => literal(event)))];
  const [reason] = results.flatMap(({ host }) => host.hardwareCountersUnavailable ?? []);
  const why = reason === undefined ? '' : ` ${literal(reason)}.`;
  return [`Counting ${listing(events)}.${why}`];
}

function exitsMissing(results: readonly Result[]): string[] {
  const exits = results.flatMap(({ between }) => between);
  if (exits.length === 0) {
    return ['Real exits between two resets: no file holds any (`kvm-mmu-bench explain`).'];
  }
  return exits.flatMap(({ between: exit, unavailable }) =>
    unavailable === null ? [] : [`${literal(exit)}: ${literal(unavailable)}.`],
  );
}

function hypothesesWithoutResult(results: readonly Result[]): string[] {
  const texts = results
    .flatMap(({ hypotheses }) => hypotheses)
    .filter(({ microsecondsPerBoot }) => microsecondsPerBoot === null)
    .map(({ id, name, reason }) => `${literal(`${id} ${name}`)}: ${literal(reason)}.`);
  return [...new Set(texts)];
}
