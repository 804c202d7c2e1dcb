/** Many hosts, one result each: what a CPU model costs, and how much its hosts differ. */

import { groupBy } from '../report/groups.js';
import { ascending } from '../stats/checks.js';
import { sortedMedian } from '../stats/median-interval.js';
import { cpuOf } from './differences.js';
import {
  type Entries,
  type Entry,
  entriesAt,
  entriesOf,
  placesOf,
  whyUnusable,
} from './entries.js';
import { FLEET_SCHEMA, type Fleet, type FleetGroup, type Spread } from './fleet-schema.js';
import { layoutFields } from './layouts.js';
import { COST, type Quantity, SAVING } from './measure.js';
import { isBaseline, type Place } from './places.js';
import { repeatedRuns } from './same-run.js';
import type { Run } from './types.js';

/**
 * Groups by CPU model, in the order of the first file of each. Every file counts as one host; a run
 * that is in several files counts once.
 *
 * @param runs at least one
 */
export function summariseFleet(runs: readonly Run[]): Fleet {
  const repeated = repeatedRuns(runs);
  const again = new Set(repeated.map(({ source }) => source));
  const counted = runs.filter(({ source }) => !again.has(source));
  return {
    schema: FLEET_SCHEMA,
    hosts: counted.map(hostOf),
    groups: groupBy(counted, ({ result }) => cpuOf(result.host)).map(groupOf),
    warnings: [
      ...repeated.map(({ source, first }) => `${source} is left out: the same run as ${first}`),
      ...sharedNames(counted),
      ...differingLayouts(counted),
    ],
  };
}

function hostOf({ source, result }: Run): Fleet['hosts'][number] {
  const { host, tool, date, complete, warnings, cells, boots, fingerprint } = result;
  return {
    file: source,
    hostname: host.hostname,
    cpu: cpuOf(host),
    hypervisor: host.hypervisor,
    kernel: host.kernel,
    toolVersion: tool.version,
    addonSha256: fingerprint.addon,
    date,
    complete,
    cells: cells.length,
    boots: boots.length,
    warnings,
  };
}

function groupOf(runs: readonly [Run, ...Run[]]): FleetGroup {
  const entries = runs.map(entriesOf);
  const rows = [...placesOf(entries)].map(([key, place]) => ({
    place,
    ...summaryAt(key, place, entries),
  }));
  return {
    cpu: cpuOf(runs[0].result.host),
    files: runs.map(({ source }) => source),
    cells: rows.flatMap(({ place, cost, saving, ...rest }) =>
      place.kind === 'cell'
        ? [{ ...place.at, ...rest, nsPerReset: cost, savingNsPerReset: saving }]
        : [],
    ),
    boots: rows.flatMap(({ place, cost, saving, ...rest }) =>
      place.kind === 'boot'
        ? [{ ...place.at, ...rest, microsecondsPerBoot: cost, savingMicrosecondsPerBoot: saving }]
        : [],
    ),
  };
}

function summaryAt(key: string, place: Place, runs: readonly Entries[]) {
  const found = entriesAt(runs, key);
  const usable = found.filter((entry) => whyUnusable(entry) === null);
  return {
    hosts: usable.length,
    leftOut: found.map(whyUnusable).filter((reason) => reason !== null),
    cost: spreadOf(usable, COST),
    saving: isBaseline(place) ? null : spreadOf(usable, SAVING),
  };
}

function spreadOf(entries: readonly Entry[], { of }: Quantity): Spread | null {
  if (entries.length === 0) return null;
  const values = ascending(entries.map((entry) => of(entry).estimate));
  return { median: sortedMedian(values), least: values.at(0) ?? 0, most: values.at(-1) ?? 0 };
}

/** Of containers and cloud images a name is often no one's own. */
function sharedNames(runs: readonly Run[]): string[] {
  return groupBy(runs, ({ result }) => result.host.hostname)
    .filter((group) => group.length > 1)
    .map(([{ result }, ...others]) => {
      const files = others.length + 1;
      return `${files} files say that their host is ${result.host.hostname}: counted as ${files} hosts`;
    });
}

function differingLayouts(runs: readonly Run[]): string[] {
  const layouts = [...layoutFields(runs)].filter(([, fields]) => fields.size > 1);
  return layouts.map(
    ([layout]) => `layout ${layout} has not the same fields in all files: its rows mix layouts`,
  );
}
