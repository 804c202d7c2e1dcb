/** Two sides: what got faster or slower, what stayed, and what nobody knows. */

import type { Comparison, Difference, Measure } from '../compare/schema.js';
import { formatInterval, formatPercent, formatValue } from '../format.js';
import {
  type ComparedReport,
  costTitle,
  type Fact,
  placeTitle,
  savingTitle,
} from './compare-report.js';
import { answerOf, costOf, countsTable, type Row, savingOf } from './compare-verdicts.js';
import { groupBy } from './groups.js';
import type { DataTable } from './html/data-table.js';

/** @param full also the rows in which nothing moved */
export function comparisonReport(comparison: Comparison, full: boolean): ComparedReport {
  const rows = [...comparison.cells, ...comparison.boots];
  return {
    title: 'Comparison of B with A',
    facts: factsOf(comparison),
    answer: answerOf(comparison, rows),
    tables: [countsTable(rows), ...changesTables(rows, full)],
    lists: [
      { title: 'Not comparable', items: notComparable(rows) },
      { title: 'Runs left out', items: leftOut(rows) },
      { title: 'Only in A', items: onlyIn(comparison.onlyInA) },
      { title: 'Only in B', items: onlyIn(comparison.onlyInB) },
    ],
    legend: legendOf(comparison),
  };
}

function factsOf({ a, b, differences, warnings }: Comparison): Fact[] {
  return [
    ...a.map((run) => ({ label: 'A', text: runText(run) })),
    ...b.map((run) => ({ label: 'B', text: runText(run) })),
    ...differences.map((difference) => ({ label: 'differs', text: differenceText(difference) })),
    ...warnings.map((text) => ({ label: 'warning', text })),
  ];
}

function runText({ file, hostname, date, toolVersion }: Comparison['a'][number]): string {
  return `${file}: ${hostname}, ${date}, version ${toolVersion}`;
}

function differenceText({ what, a, b, forbids }: Difference): string {
  return `${what}: ${a} in A, ${b} in B${forbids ? '; nothing is comparable' : ''}`;
}

const CHANGE_COLUMNS: DataTable['columns'] = [
  { title: 'strategy' },
  { title: 'A', numeric: true },
  { title: 'B', numeric: true },
  { title: 'change [95 %]', numeric: true },
  { title: 'per cent', numeric: true },
  { title: 'verdict' },
];

function changesTables(rows: readonly Row[], full: boolean): DataTable[] {
  return groupBy(rows, placeTitle).flatMap((group) =>
    [
      { title: costTitle(group[0]), of: costOf },
      { title: savingTitle(group[0]), of: savingOf },
    ].flatMap(({ title, of }) => {
      const lines = group.flatMap((row) => {
        const measure = of(row);
        return measure !== null && (full || hasMoved(measure)) ? [changeLine(row, measure)] : [];
      });
      const caption = `${placeTitle(group[0])}: ${title}`;
      return lines.length === 0 ? [] : [{ caption, columns: CHANGE_COLUMNS, rows: lines }];
    }),
  );
}

function hasMoved({ change: { low, high } }: Measure): boolean {
  return low > 0 || high < 0;
}

function changeLine({ strategy }: Row, measure: Measure): string[] {
  const { a, b, change, changePercent, verdict } = measure;
  return [
    strategy,
    formatValue(a),
    formatValue(b),
    formatInterval(change, hasMoved(measure)),
    formatPercent(changePercent),
    verdict,
  ];
}

function notComparable(rows: readonly Row[]): string[] {
  const without = rows.filter(({ verdict }) => verdict === 'not comparable');
  return groupBy(without, (row) => [row.reason, placeTitle(row)]).map(
    (group) => `${placeTitle(group[0])}: ${strategiesOf(group)}: ${group[0].reason}`,
  );
}

function leftOut(rows: readonly Row[]): string[] {
  const partly = rows.filter((row) => row.leftOut.length > 0 && row.verdict !== 'not comparable');
  return groupBy(partly, (row) => [row.leftOut, placeTitle(row)]).map(
    (group) => `${placeTitle(group[0])}: ${group[0].leftOut.join('; ')}`,
  );
}

function onlyIn({ cells, boots }: Comparison['onlyInA']): string[] {
  return groupBy([...cells, ...boots], placeTitle).map(
    (group) => `${placeTitle(group[0])}: ${strategiesOf(group)}`,
  );
}

function strategiesOf(rows: readonly { strategy: string }[]): string {
  return rows.map(({ strategy }) => strategy).join(', ');
}

function legendOf({ comparisons, thresholdPercent }: Comparison): string {
  return [
    "A, B: estimates as in the files, of several runs their median. Change: median of all differences of B's",
    `draws to A's, with intervals of which all ${comparisons} hold together at 95 %; per cent of the larger`,
    "of A's cost and its baseline's. Improved, regressed: the whole interval is beyond the threshold",
    `(${thresholdPercent} %), the noise floor of both sides and what runs of the same code differ by. Same:`,
    `all of it is within ${thresholdPercent} %. Anything else is unresolved. A saving is the baseline's cost`,
    "minus the strategy's, so a faster baseline saves less.",
  ].join(' ');
}
