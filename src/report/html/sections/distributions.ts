/** ns per reset as distributions: what an estimate and its interval leave out. */

import { formatBound, formatValue } from '../../../format.js';
import { ascending } from '../../../stats/checks.js';
import { noiseFloorOf } from '../../boot-resets.js';
import { byState, type StateRows } from '../../by-state.js';
import { BASELINE, baselineFirst, layoutAtPhase, pathAndScope, roundsOf } from '../../groups.js';
import { keptRounds } from '../../kept-rounds.js';
import type { CellResult, Result } from '../../result.js';
import type { SummaryGroup } from '../../summary-table.js';
import { type AxisRange, roundRange } from '../axis.js';
import { figureGroups } from '../cell-figures.js';
import { type Chart, chartFigure } from '../chart.js';
import { type CurvesChart, curvesDrawing, mostShown } from '../curves-chart.js';
import type { DataTable } from '../data-table.js';
import { ecdfCurve, quantile } from '../ecdf.js';
import { type Html, html } from '../html.js';
import { namesLegend, notReached, notShown } from '../marks.js';
import type { Section } from '../section.js';
import { type StrategyLook, strategyLook } from '../strategy-look.js';
import { nestedSwitcher, unusual, usualText } from '../views.js';

/** Of the axis, over the strategies that it shows. */
const FROM_QUANTILE = 0.01;
const TO_QUANTILE = 0.95;
/** Of a curve: more are not seen at the plot's size. */
const MOST_POINTS = 40;

export const DISTRIBUTIONS: Section = {
  id: 'distributions',
  title: 'Distributions of the cost of a reset',
  render(result) {
    const all = figureGroups(result);
    const groups = likelierRetirement(all);
    const [first] = groups;
    if (first === undefined) {
      return { missing: 'no cells in the result; `kvm-mmu-bench run --output FILE` measures them' };
    }
    const look = strategyLook(result);
    const views = groups.flatMap((group) =>
      byState(group).map((state) => ({
        outer: [layoutAtPhase(group[0]), ...unusual(group[0], first[0])].join(', '),
        inner: `${state.state}, ${group[0].retirement}`,
        body: place(result, state, look),
      })),
    );
    return html`<p>The share of rounds in which a reset took at most so long, net of the empty function
of the same round: the farther left a curve, the cheaper the strategy, and the steeper, the steadier.
The medians stand at the right. The axis ends where 95 % of the slowest strategy's rounds do; what is
beyond it, the table has. A strategy that would leave no room for the others is only named. Curves
that are no farther apart than the shaded noise floor, this run cannot tell apart. ${usualText(first[0])}
${groups.length < all.length ? 'Overlapped resets are not drawn: the result file has their samples.' : ''}</p>
${nestedSwitcher({ outer: 'layout', inner: 'cache state and retirement' }, views)}
${namesLegend(result)}`;
  },
};

/** Drained, what a VM entry makes of resets, where it was measured: twice the charts say little more. */
function likelierRetirement(groups: readonly SummaryGroup[]): readonly SummaryGroup[] {
  const drained = groups.filter(([{ retirement }]) => retirement === 'drained');
  return drained.length > 0 ? drained : groups;
}

/** A strategy's rounds in one place. */
interface Distribution {
  cell: CellResult;
  /** Ascending. */
  ns: Float64Array;
  medianNs: number;
}

/** The baseline's, or the first's where it was not measured. */
type Distributions = readonly [Distribution, ...Distribution[]];

function place(result: Result, state: StateRows<CellResult>, look: StrategyLook): Html {
  const [first, ...others] = distributionsOf(state);
  if (first === undefined) {
    return notShown('the result has no samples of this place');
  }
  const isAll = first.cell.setAside > 0 && keptRounds(first.cell) === null;
  const aside = isAll ? '; those set aside are drawn too' : '';
  return html`<p>${roundsOf([first.cell])}${aside}.</p>
${chartFigure(chartOf(result, [first, ...others], look))}${notReached([state])}`;
}

function distributionsOf({ rows }: StateRows<CellResult>): Distribution[] {
  return baselineFirst(rows)
    .filter(({ samples }) => samples.length > 0)
    .map((cell) => {
      const kept = keptRounds(cell)?.map((round) => cell.samples[round] ?? Number.NaN);
      const ns = ascending(kept ?? cell.samples);
      return { cell, ns, medianNs: quantile(ns, 0.5) };
    });
}

function chartOf(result: Result, distributions: Distributions, look: StrategyLook): Chart {
  const [{ cell }] = distributions;
  const setting = [layoutAtPhase(cell), cell.state, cell.retirement, `${cell.guest} guest`];
  const title = `${setting.join(', ')} (${pathAndScope(cell)})`;
  const medians = byMedian(distributions).map(
    ({ cell: { strategy }, medianNs }) => `${strategy} ${formatValue(medianNs)}`,
  );
  return {
    label: `Cost of a reset as distributions, ${title}; medians, ns: ${medians.join(', ')}.`,
    ...curvesDrawing({ ...curves(distributions, look), ...bandOf(result, distributions[0]) }),
    table: tableOf(distributions, title, look),
  };
}

function byMedian(distributions: Distributions): Distribution[] {
  return [...distributions].sort((one, other) => one.medianNs - other.medianNs);
}

function curves(distributions: Distributions, look: StrategyLook): CurvesChart {
  const most = mostShown(distributions.map(({ medianNs }) => medianNs));
  const shown = new Set(distributions.filter(({ medianNs }) => medianNs <= most));
  const range = rangeOf([...shown]);
  return {
    curves: byMedian(distributions).map((each) => ({
      name: look.nameOf(each.cell.strategy),
      note: `${formatValue(each.medianNs)} ns`,
      stroke: look.strokeOf(each.cell.strategy),
      points: shown.has(each)
        ? ecdfCurve(each.ns, range, MOST_POINTS).map(({ x, y }) => ({ x, y: 100 * y }))
        : [],
    })),
    x: { name: 'cost, ns per reset', range },
    y: { name: 'share of rounds, %', range: { min: 0, max: 100, interval: 25 } },
    labels: 'in order',
  };
}

function rangeOf(shown: readonly Distribution[]): AxisRange {
  const least = Math.min(...shown.map(({ ns }) => quantile(ns, FROM_QUANTILE)));
  const most = Math.max(...shown.map(({ ns }) => quantile(ns, TO_QUANTILE)));
  return roundRange(least, most);
}

/** Around the baseline's median; none where either is unknown. */
function bandOf(result: Result, { cell, medianNs }: Distribution): Pick<CurvesChart, 'band'> {
  const floor = noiseFloorOf(result, cell)?.nsPerReset;
  if (floor === undefined || cell.strategy !== BASELINE) return {};
  return {
    band: {
      from: medianNs - floor,
      to: medianNs + floor,
      text: `shaded: the noise floor, ${formatBound(floor)} ns around the median of ${BASELINE}`,
    },
  };
}

const QUANTILES: readonly (readonly [title: string, share: number])[] = [
  ['least', 0],
  ['5 %', 0.05],
  ['25 %', 0.25],
  ['median', 0.5],
  ['75 %', 0.75],
  ['95 %', 0.95],
  ['most', 1],
];

function tableOf(distributions: Distributions, title: string, look: StrategyLook): DataTable {
  return {
    caption: `quantiles of the cost, ns per reset: ${title}`,
    columns: [
      { title: 'strategy' },
      ...QUANTILES.map(([name]) => ({ title: name, numeric: true })),
      { title: 'rounds', numeric: true },
    ],
    rows: distributions.map(({ cell, ns }) => [
      look.nameOf(cell.strategy),
      ...QUANTILES.map(([, share]) => formatValue(quantile(ns, share))),
      String(ns.length),
    ]),
  };
}
