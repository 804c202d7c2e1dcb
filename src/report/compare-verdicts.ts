/** Of two sides: how many verdicts of each kind, and what to take away from them. */

import type { ComparedBoot, ComparedCell, Comparison, Measure } from '../compare/schema.js';
import { groupBy } from './groups.js';
import type { DataTable } from './html/data-table.js';

export type Row = ComparedCell | ComparedBoot;

const VERDICTS = ['improved', 'regressed', 'same', 'unresolved', 'not comparable'] as const;

export function answerOf(comparison: Comparison, rows: readonly Row[]): string[] {
  const { thresholdPercent, betweenRunsPercent } = comparison;
  const [costs, savings] = [rows.map(costOf), rows.map(savingOf)].map((measures) =>
    measures.filter((measure) => measure !== null),
  );
  const all = [...(costs ?? []), ...(savings ?? [])];
  const count = (verdict: Measure['verdict']) =>
    all.filter((measure) => measure.verdict === verdict).length;
  const lines = [
    `${costs?.length ?? 0} costs and ${savings?.length ?? 0} savings compared: ` +
      `${count('regressed')} regressed, ${count('improved')} improved, ${count('same')} the same ` +
      `within ${thresholdPercent} %, ${count('unresolved')} unresolved.`,
  ];
  const others = [
    `${rows.filter(({ verdict }) => verdict === 'not comparable').length} not comparable`,
    `${sizeOf(comparison.onlyInA)} only in A`,
    `${sizeOf(comparison.onlyInB)} only in B`,
  ].filter((text) => !text.startsWith('0 '));
  if (others.length > 0) lines.push(`Of the cells and boots ${others.join(', ')}: see the lists.`);
  if (all.some(({ betweenRunsMeasured }) => !betweenRunsMeasured)) {
    lines.push(
      'One run a side does not tell how much runs of the same code differ, so only what is beyond ' +
        `${betweenRunsPercent} % counts as changed. Give several runs a side, ` +
        'measured in turn: kvm-mmu-bench compare A1,A2,A3 B1,B2,B3.',
    );
  }
  return lines;
}

export function countsTable(rows: readonly Row[]): DataTable {
  const groups = groupBy(rows, (row) => [isBoot(row), row.scope, row.state, row.retirement]);
  const line = (name: string, verdicts: readonly string[]) => [
    name,
    ...VERDICTS.map((each) => String(verdicts.filter((verdict) => verdict === each).length)),
  ];
  return {
    caption: 'Verdicts',
    columns: [{ title: 'of' }, ...VERDICTS.map((title) => ({ title, numeric: true }))],
    rows: groups.flatMap((group) => {
      const [{ scope, state, retirement }] = group;
      const calls = scope === 'writes' ? [] : [`scope ${scope}`];
      const where = [state, retirement, ...calls, ...(isBoot(group[0]) ? ['boots'] : [])].join(
        ', ',
      );
      const savings = group.map(savingOf).filter((measure) => measure !== null);
      return [
        line(
          `${where}: cost`,
          group.map(({ verdict }) => verdict),
        ),
        line(
          `${where}: saving`,
          savings.map(({ verdict }) => verdict),
        ),
      ];
    }),
  };
}

function sizeOf({ cells, boots }: Comparison['onlyInA']): number {
  return cells.length + boots.length;
}

function isBoot(row: Row): row is ComparedBoot {
  return 'workload' in row;
}

export function costOf(row: Row): Measure | null {
  return isBoot(row) ? row.microsecondsPerBoot : row.nsPerReset;
}

export function savingOf(row: Row): Measure | null {
  return isBoot(row) ? row.savingMicrosecondsPerBoot : row.savingNsPerReset;
}
