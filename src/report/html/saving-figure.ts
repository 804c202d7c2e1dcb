/** What strategies save, by cache state: a forest plot and its table. */

import { formatBound, formatInterval } from '../../format.js';
import type { Interval } from '../../stats/types.js';
import { byState, type StateRows } from '../by-state.js';
import { BASELINE } from '../groups.js';
import type { BootResult, CellResult, Result } from '../result.js';
import { resolvedMark, strategyName } from '../wording.js';
import type { AxisRange } from './axis.js';
import type { Chart } from './chart.js';
import type { DataTable } from './data-table.js';
import { type ForestGroup, type ForestPlot, type ForestRow, forestDrawing } from './forest-plot.js';
import { stateName } from './marks.js';
import { INK, SERIES_COLOURS } from './theme.js';

export interface SavingFigure<T> {
  rows: readonly T[];
  /** Of what and where, for people. */
  title: string;
  /** What the axis shows, with its unit. */
  axisName: string;
  savingOf: (row: T) => Interval;
  /** What all resets of a boot cost with the baseline, which no saving exceeds; null: not known. */
  wholeOf: (baseline: T) => Interval | null;
  /** The noise floor in the saving's unit; null: not known. */
  noiseOf: (row: T) => number | null;
  /** Strategies that are not equivalent. */
  marked: ReadonlySet<string>;
  /** By cache state. */
  colours: ReadonlyMap<string, string>;
  claim: ForestPlot['claim'];
  range: AxisRange;
}

const WHOLE = 'if resets cost nothing';

export function savingChart<T extends CellResult | BootResult>(figure: SavingFigure<T>): Chart {
  const states = byState(figure.rows);
  const groups = [wholeGroup(states, figure), ...strategyGroups(states, figure)];
  const { title, axisName, claim, range } = figure;
  return {
    label: describe(figure),
    ...forestDrawing({ groups: groups.filter(hasRows), axisName, claim, range }),
    table: savingTable(states, figure, `${axisName} [95 %]: ${title}`),
  };
}

function hasRows({ rows }: ForestGroup): boolean {
  return rows.length > 0;
}

function strategiesOf(rows: readonly { strategy: string }[]): string[] {
  const names = rows.map(({ strategy }) => strategy).filter((strategy) => strategy !== BASELINE);
  return [...new Set(names)];
}

function wholeGroup<T extends CellResult | BootResult>(
  states: readonly StateRows<T>[],
  figure: SavingFigure<T>,
): ForestGroup {
  const rows = states.flatMap((state): ForestRow[] => {
    const interval = wholeIn(state, figure);
    if (interval === null) return [];
    const text = formatInterval(interval);
    return [
      {
        label: stateName(state),
        interval,
        text,
        colour: figure.colours.get(state.state) ?? INK,
        mark: 'bar',
      },
    ];
  });
  return { name: WHOLE, rows };
}

function wholeIn<T extends CellResult | BootResult>(
  { rows }: StateRows<T>,
  { wholeOf }: SavingFigure<T>,
): Interval | null {
  const baseline = rows.find(({ strategy }) => strategy === BASELINE);
  return baseline === undefined ? null : wholeOf(baseline);
}

function strategyGroups<T extends CellResult | BootResult>(
  states: readonly StateRows<T>[],
  figure: SavingFigure<T>,
): ForestGroup[] {
  const { rows, savingOf, marked } = figure;
  return strategiesOf(rows).map((strategy) => ({
    name: strategyName(strategy, marked),
    rows: states.flatMap((state): ForestRow[] => {
      const row = state.rows.find((each) => each.strategy === strategy);
      if (row === undefined) return [];
      const interval = savingOf(row);
      const text = savingText(interval, row.resolved);
      const mark = row.resolved ? 'resolved' : 'unresolved';
      return [
        {
          label: stateName(state),
          interval,
          text,
          colour: figure.colours.get(state.state) ?? INK,
          mark,
        },
      ];
    }),
  }));
}

/** The same in all figures of a result. */
export function stateColours({ cells, boots }: Result): ReadonlyMap<string, string> {
  const states = new Set([...cells, ...boots].map(({ state }) => state));
  return new Map(
    [...states].map((state, index) => [
      state,
      SERIES_COLOURS[index % SERIES_COLOURS.length] ?? INK,
    ]),
  );
}

function savingText(interval: Interval, resolved: boolean): string {
  return `${formatInterval(interval, resolved)}${resolvedMark(resolved)}`.trimEnd();
}

function savingTable<T extends CellResult | BootResult>(
  states: readonly StateRows<T>[],
  figure: SavingFigure<T>,
  caption: string,
): DataTable {
  const { rows, savingOf, marked } = figure;
  const whole = states.map((state) => {
    const interval = wholeIn(state, figure);
    return interval === null ? '' : formatInterval(interval);
  });
  const noise = states.map(({ rows: [first] }) => {
    const floor = first === undefined ? null : figure.noiseOf(first);
    return floor === null ? '' : formatBound(floor);
  });
  const savings = strategiesOf(rows).map((strategy) => [
    strategyName(strategy, marked),
    ...states.map((state) => {
      const row = state.rows.find((each) => each.strategy === strategy);
      return row === undefined ? '' : savingText(savingOf(row), row.resolved);
    }),
  ]);
  const aside = [
    [WHOLE, ...whole],
    ['noise floor', ...noise],
  ].filter(([, ...cells]) => cells.some((cell) => cell !== ''));
  return {
    caption,
    columns: [
      { title: 'strategy' },
      ...states.map((state) => ({ title: stateName(state), numeric: true })),
    ],
    rows: [...aside, ...savings],
  };
}

/** The best and the claim: what stands out. */
function describe<T extends CellResult | BootResult>(figure: SavingFigure<T>): string {
  const { rows, title, axisName, savingOf, claim } = figure;
  const savings = rows.filter(({ strategy }) => strategy !== BASELINE);
  const [best] = savings
    .filter(({ resolved }) => resolved)
    .sort((one, other) => savingOf(other).estimate - savingOf(one).estimate);
  const most =
    best === undefined
      ? 'nothing is resolved'
      : `best of all ${best.strategy}, ${best.state}: ${formatInterval(savingOf(best), true)}`;
  if (claim === null) return `${axisName}, ${title}: ${most}.`;
  const reached = savings.some((row) => savingOf(row).high >= claim.value);
  return (
    `${axisName}, ${title}: ${most}; ` +
    `${reached ? 'an interval reaches' : 'no interval reaches'} the line (${claim.text}).`
  );
}
