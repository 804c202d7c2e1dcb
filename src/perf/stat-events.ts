/** Which of the chosen events can be counted here, and how many at a time. */

import { UsageError } from '../errors.js';
import { type ChosenEvent, chooseEvents } from './events.js';
import { type Count, plainEventName } from './stat-output.js';
import { failureReason, listEvents, type Perf, readParanoid, runStat } from './stat-run.js';
import type { StatEvent } from './stat-types.js';

export interface CountableEvents {
  events: StatEvent[];
  /** Names for `perf stat -e`; each group fits the CPU's counters. At least one. */
  groups: string[][];
}

export interface EventSetting {
  cpuVendor: string;
  /** Why no hardware event opens here, null if one does. */
  countersUnavailable: string | null;
  /** A command that ends at once: enough to see whether an event opens. */
  shortCommand: readonly string[];
  /** One that runs long enough for counters to be shared, if they are. */
  command: readonly string[];
}

/** @throws UsageError where nothing can be counted */
export async function findEvents(perf: Perf, setting: EventSetting): Promise<CountableEvents> {
  const chosen = chooseEvents(await listEvents(perf), setting.cpuVendor);
  const events: StatEvent[] = [];
  const hardware: string[] = [];
  const software: string[] = [];
  for (const each of chosen) {
    const reason = await whyNot(perf, each, setting);
    const { quantity, event, eventDescription } = each;
    const { name, description, kind } = quantity;
    events.push({ quantity: name, description, event, eventDescription, reason });
    if (event !== null && reason === null) (kind === 'software' ? software : hardware).push(event);
  }
  if (hardware.length + software.length === 0) {
    const reason = events.find(({ event }) => event !== null)?.reason ?? 'no event is known here';
    throw new UsageError(`perf can count nothing here: ${reason}`);
  }
  const [first = [], ...others] = await groupsThatFit(hardware, (group) =>
    fitsCounters(perf, group, setting.command),
  );
  // The kernel's own counts need no counter, so they ride along once.
  return { events, groups: [[...first, ...software], ...others] };
}

/** Null if it can be counted. Each event is tried alone: perf refuses all because of an unknown one. */
async function whyNot(
  perf: Perf,
  { event, reason }: ChosenEvent,
  setting: EventSetting,
): Promise<string | null> {
  if (event === null) return reason;
  const run = await runStat(perf, [event], setting.shortCommand);
  if ('failed' in run) return failureReason(event, run.failed.stderr, readParanoid());
  return unsupported(run.counts.get(plainEventName(event)), setting);
}

/** Null if the event opens, also if such a short command gave it no time. */
export function unsupported(
  count: Count | undefined,
  { countersUnavailable }: Pick<EventSetting, 'countersUnavailable'>,
): string | null {
  if (count === undefined) return 'perf printed no count for it';
  if (count.reason !== '<not supported>') return null;
  return `<not supported>: ${countersUnavailable ?? "this CPU's PMU has no such event"}`;
}

/**
 * Puts each event into the first group that has a counter left for it. How many there are depends on
 * the CPU, SMT, the NMI watchdog, and which event may use which of them, so it is tried.
 *
 * @param fits whether all of a group, two or more, are counted all the time
 * @returns the events in few groups; one that fits nowhere, perhaps not even alone, stands alone
 */
export async function groupsThatFit(
  events: readonly string[],
  fits: (group: readonly string[]) => Promise<boolean>,
): Promise<string[][]> {
  const groups: string[][] = [];
  for (const event of events) {
    const group = await firstOf(groups, (each) => fits([...each, event]));
    if (group === null) groups.push([event]);
    else group.push(event);
  }
  return groups;
}

async function firstOf<T>(
  items: readonly T[],
  accepts: (item: T) => Promise<boolean>,
): Promise<T | null> {
  for (const item of items) {
    if (await accepts(item)) return item;
  }
  return null;
}

async function fitsCounters(
  perf: Perf,
  events: readonly string[],
  command: readonly string[],
): Promise<boolean> {
  const run = await runStat(perf, events, command);
  if ('failed' in run) return false;
  return events.every((event) => run.counts.get(plainEventName(event))?.percentRunning === 100);
}
