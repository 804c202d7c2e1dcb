/** Many hosts: by CPU model what a reset costs and a strategy saves, and how far hosts lie apart. */

import type { Fleet, FleetBoot, FleetCell, FleetGroup, Spread } from '../compare/fleet-schema.js';
import { formatValue } from '../format.js';
import { type ComparedReport, costTitle, placeTitle, savingTitle } from './compare-report.js';
import { BASELINE, groupBy } from './groups.js';
import type { DataTable } from './html/data-table.js';

type Row = FleetCell | FleetBoot;

/** @param full also the cost of every strategy: of one that is not the baseline its saving tells more */
export function fleetReport(fleet: Fleet, full: boolean): ComparedReport {
  return {
    title: `${fleet.hosts.length} hosts by CPU model`,
    facts: fleet.warnings.map((text) => ({ label: 'warning', text })),
    answer: fleet.groups.map(answerOf),
    tables: [
      ...fleet.groups.map((group) => hostsTable(group, fleet.hosts)),
      ...fleet.groups.flatMap((group) =>
        groupBy([...group.cells, ...group.boots], placeTitle).flatMap((rows) =>
          placeTables(fleet.groups.length > 1 ? `${group.cpu}: ` : '', rows, full),
        ),
      ),
    ],
    lists: [
      { title: "Hosts' warnings", items: warningsOf(fleet) },
      { title: 'Left out', items: leftOut(fleet) },
    ],
    legend:
      'Median over hosts, with the least and the most of them; hosts: how many files have it. Hosts of ' +
      "one model may differ in clock, memory and kernel: the table of hosts says how. Each file's own " +
      'intervals are in the file.',
  };
}

function answerOf({ cpu, files, cells }: FleetGroup): string {
  const hosts = files.length === 1 ? '1 host' : `${files.length} hosts`;
  const saving = ({ savingNsPerReset }: FleetCell) => savingNsPerReset?.median ?? 0;
  const best = cells.reduce<FleetCell | null>(
    (most, cell) => (saving(cell) > (most === null ? 0 : saving(most)) ? cell : most),
    null,
  );
  if (best === null || best.savingNsPerReset === null) return `${cpu}: ${hosts}.`;
  const { median, least, most } = best.savingNsPerReset;
  return (
    `${cpu}: ${hosts}; ${best.strategy} saves most, ${formatValue(median)} ns per reset ` +
    `(${formatValue(least)} to ${formatValue(most)}) at ${placeTitle(best)}.`
  );
}

function hostsTable({ cpu, files }: FleetGroup, hosts: Fleet['hosts']): DataTable {
  return {
    caption: cpu,
    columns: [
      { title: 'host' },
      { title: 'on' },
      { title: 'kernel' },
      { title: 'date' },
      { title: 'cells', numeric: true },
      { title: 'boots', numeric: true },
    ],
    rows: hosts
      .filter(({ file }) => files.includes(file))
      .map((host) => [
        host.complete ? host.hostname : `${host.hostname} (interrupted)`,
        host.hypervisor ?? 'bare metal',
        host.kernel,
        host.date.slice(0, 'YYYY-MM-DD'.length),
        String(host.cells),
        String(host.boots),
      ]),
  };
}

const SPREAD_COLUMNS: DataTable['columns'] = [
  { title: 'strategy' },
  { title: 'hosts', numeric: true },
  { title: 'median', numeric: true },
  { title: 'least', numeric: true },
  { title: 'most', numeric: true },
];

function placeTables(model: string, rows: readonly [Row, ...Row[]], full: boolean): DataTable[] {
  const [first] = rows;
  const title = `${model}${placeTitle(first)}`;
  const shown = full ? rows : rows.filter(({ strategy }) => strategy === BASELINE);
  return [
    {
      caption: `${title}: ${costTitle(first)}`,
      columns: SPREAD_COLUMNS,
      rows: lines(shown, costOf),
    },
    {
      caption: `${title}: ${savingTitle(first)}`,
      columns: SPREAD_COLUMNS,
      rows: lines(rows, savingOf),
    },
  ].filter((table) => table.rows.length > 0);
}

function lines(rows: readonly Row[], of: (row: Row) => Spread | null): string[][] {
  return rows.flatMap((row) => {
    const spread = of(row);
    if (spread === null) return [];
    const values = [spread.median, spread.least, spread.most].map(formatValue);
    return [[row.strategy, String(row.hosts), ...values]];
  });
}

function warningsOf({ hosts }: Fleet): string[] {
  const warnings = hosts.flatMap((host) =>
    host.warnings.map((text) => ({ text, file: host.file })),
  );
  return groupBy(warnings, ({ text }) => text).map(
    (group) => `${group.map(({ file }) => file).join(', ')}: ${group[0].text}`,
  );
}

function leftOut({ groups }: Fleet): string[] {
  const rows = groups.flatMap((group) => [...group.cells, ...group.boots]);
  const partly = rows.filter((row) => row.leftOut.length > 0);
  return groupBy(partly, (row) => [row.leftOut, placeTitle(row)]).map(
    (group) => `${placeTitle(group[0])}: ${group[0].leftOut.join('; ')}`,
  );
}

function costOf(row: Row): Spread | null {
  return 'workload' in row ? row.microsecondsPerBoot : row.nsPerReset;
}

function savingOf(row: Row): Spread | null {
  return 'workload' in row ? row.savingMicrosecondsPerBoot : row.savingNsPerReset;
}
