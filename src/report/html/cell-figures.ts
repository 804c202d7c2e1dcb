/** Savings of single resets, summed over the plan's workload: a chart for each layout, guest and retirement. */

import { THREAD_SAVING_MICROSECONDS } from '../../explain/thread.js';
import { isOfBoots, noiseFloorOf, resetsPerBoot, wholeMicroseconds } from '../boot-resets.js';
import { BASELINE, layoutAtPhase, notEquivalent, pathAndScope } from '../groups.js';
import type { CellResult, Result } from '../result.js';
import { firstLooks, type SummaryGroup, summaryGroups } from '../summary-table.js';
import type { AxisRange } from './axis.js';
import { savingRange } from './axis.js';
import type { Chart } from './chart.js';
import { savingChart, stateColours } from './saving-figure.js';

const THREAD_CLAIM = {
  value: THREAD_SAVING_MICROSECONDS,
  text: `the thread: ${THREAD_SAVING_MICROSECONDS} µs`,
};

/** What the terminal shows first stands first: the likelier retirement's charts. */
export function figureGroups(result: Result): SummaryGroup[] {
  const groups = summaryGroups(result);
  const likely = firstLooks(groups)[0]?.[0].retirement;
  const isLikely = ([cell]: SummaryGroup) => cell.retirement === likely;
  return [...groups.filter(isLikely), ...groups.filter((group) => !isLikely(group))];
}

/** @param range the same for all groups of a result, so that marks may be compared between views */
export function cellsChart(result: Result, group: SummaryGroup, range = cellsRange(result)): Chart {
  const [first] = group;
  const setting = [layoutAtPhase(first), first.retirement, `${first.guest} guest`];
  const common = {
    title: `${setting.join(', ')} (${pathAndScope(first)})`,
    marked: notEquivalent(result),
    colours: stateColours(result),
  };
  const rows = group.filter(isOfBoots);
  if (rows.length === 0) return savingChart({ ...common, ...perReset(result, group) });
  return savingChart({
    ...common,
    rows,
    axisName: `saving, µs per boot of ${result.plan.workload}`,
    savingOf: (cell) => cell.bootMicroseconds,
    wholeOf: (baseline) => wholeMicroseconds(result, baseline),
    noiseOf: (cell) => noiseMicroseconds(result, cell),
    claim: THREAD_CLAIM,
    range,
  });
}

/** Of a struct that no boot resets, of which nobody has claimed anything. */
function perReset(result: Result, rows: SummaryGroup) {
  const ends = rows.map(({ strategy, nsPerReset, savingNsPerReset }) =>
    strategy === BASELINE ? nsPerReset : savingNsPerReset,
  );
  return {
    rows,
    axisName: 'saving, ns per reset',
    savingOf: (cell: CellResult) => cell.savingNsPerReset,
    wholeOf: (baseline: CellResult) => baseline.nsPerReset,
    noiseOf: (cell: CellResult) => noiseFloorOf(result, cell)?.nsPerReset ?? null,
    claim: null,
    range: savingRange(ends, 0),
  };
}

function noiseMicroseconds(result: Result, cell: CellResult): number | null {
  const resets = resetsPerBoot(result, cell);
  const floor = noiseFloorOf(result, cell);
  return resets === null || floor === undefined ? null : (floor.nsPerReset * resets) / 1000;
}

/** From all groups' savings and whole costs. */
export function cellsRange(result: Result): AxisRange {
  const savings = result.cells.flatMap((cell) => cell.bootMicroseconds ?? []);
  const wholes = result.cells
    .filter(({ strategy }) => strategy === BASELINE)
    .flatMap((cell) => wholeMicroseconds(result, cell) ?? []);
  return savingRange([...savings, ...wholes], THREAD_SAVING_MICROSECONDS);
}
