/** The tables of cells and replayed boots: the patch by place, its rivals by state. */

import { THREAD_STRATEGY } from '../../src/explain/thread.js';
import { byState } from '../../src/report/by-state.js';
import {
  BASELINE,
  groupBy,
  isolationNote,
  layoutAtPhase,
  notEquivalent,
  pathAndScope,
} from '../../src/report/groups.js';
import type { CellResult, Result } from '../../src/report/result.js';
import { firstLooks, type SummaryGroup, summaryGroups } from '../../src/report/summary-table.js';
import { strategyName } from '../../src/report/wording.js';
import { type Column, heading, literal, paragraph, table } from './markdown.js';
import { intervalText, placeText, savingText, stateText } from './values.js';

const PATCH_COLUMNS: readonly Column[] = [
  { title: 'layout' },
  { title: 'state' },
  { title: 'retirement' },
  { title: 'lines dirtied' },
  { title: 'cost, ns', numeric: true },
  { title: 'saving, ns', numeric: true },
  { title: 'saving, µs/boot', numeric: true },
];

/** A table for each scope and guest. */
export function patchTables(result: Result): string[] {
  const groups = groupBy(result.cells, (cell) => [pathAndScope(cell), cell.guest]);
  return groups.flatMap((group) => {
    const [first] = group;
    const rows = groupBy(group, placeText).flatMap(patchRow);
    if (rows.length === 0) return [];
    const title = `The patch (${THREAD_STRATEGY}): ${pathAndScope(first)}, ${first.guest} guest`;
    return [heading(3, literal(title)), table(PATCH_COLUMNS, rows)];
  });
}

/** None for a place where the patch or its baseline was not measured. */
function patchRow(cells: readonly CellResult[]): string[][] {
  const baseline = cells.find(({ strategy }) => strategy === BASELINE);
  const patch = cells.find(({ strategy }) => strategy === THREAD_STRATEGY);
  if (baseline === undefined || patch === undefined) return [];
  return [
    [
      literal(layoutAtPhase(patch)),
      stateText(patch),
      literal(patch.retirement),
      `${patch.linesDirtied} of ${baseline.linesDirtied}`,
      intervalText(baseline.nsPerReset),
      savingText(patch.savingNsPerReset, patch),
      bootText(patch),
    ],
  ];
}

/** Nothing of a struct that no boot resets. */
function bootText(cell: CellResult): string {
  return cell.bootMicroseconds === null ? '' : savingText(cell.bootMicroseconds, cell);
}

/** Strategies down, states across: for each layout the places that the terminal shows first. */
export function strategyTables(result: Result): string[] {
  const groups = firstLooks(summaryGroups(result));
  const tables = groups.flatMap((group) => strategyTable(group, result));
  const note = isolationNote(result);
  return note.length === 0 ? tables : [...tables, paragraph(literal(note.join(' ')))];
}

function strategyTable(group: SummaryGroup, result: Result): string[] {
  const [first] = group;
  const marked = notEquivalent(result);
  const states = byState(group);
  const strategies = [...new Set(group.map(({ strategy }) => strategy))];
  const columns: Column[] = [
    { title: 'strategy' },
    ...states.map(({ rows: [row], state }) => ({
      title: row === undefined ? literal(state) : stateText(row),
      numeric: true,
    })),
  ];
  const rowOf = (strategy: string, textOf: (cell: CellResult) => string) =>
    states.map(({ rows }) => {
      const cell = rows.find((each) => each.strategy === strategy);
      return cell === undefined ? '' : textOf(cell);
    });
  const rows = strategies
    .filter((strategy) => strategy !== BASELINE)
    .map((strategy) => [
      literal(strategyName(strategy, marked)),
      ...rowOf(strategy, (cell) => bootText(cell)),
    ]);
  const title = `All strategies: ${layoutAtPhase(first)}, ${first.retirement}, ${first.guest} guest (${pathAndScope(first)})`;
  return [
    heading(3, literal(title)),
    table(columns, [
      [`cost of ${BASELINE}, ns`, ...rowOf(BASELINE, (cell) => intervalText(cell.nsPerReset))],
      ...rows,
    ]),
  ];
}

export function bootsTable(result: Result): string[] {
  const rows = groupBy(result.boots, (boot) => [
    boot.workload,
    boot.scope,
    placeText(boot),
  ]).flatMap((boots) => {
    const baseline = boots.find(({ strategy }) => strategy === BASELINE);
    const patch = boots.find(({ strategy }) => strategy === THREAD_STRATEGY);
    if (baseline === undefined || patch === undefined) return [];
    return [
      [
        literal(patch.workload),
        `${patch.fullResets} + ${patch.earlyResets}`,
        literal(`${layoutAtPhase(patch)}, ${patch.retirement} (${pathAndScope(patch)})`),
        stateText(patch),
        intervalText(baseline.microsecondsPerBoot),
        savingText(patch.savingMicrosecondsPerBoot, patch),
      ],
    ];
  });
  if (rows.length === 0) return [];
  const columns: Column[] = [
    { title: 'boot' },
    { title: 'resets, full + early' },
    { title: 'place' },
    { title: 'state' },
    { title: 'cost, µs', numeric: true },
    { title: 'the patch saves, µs', numeric: true },
  ];
  return [heading(3, 'Boots replayed'), table(columns, rows)];
}
