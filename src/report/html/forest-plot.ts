/**
 * Estimates with their intervals as a forest plot: names at the left, a mark for each of a name's
 * rows, and its numbers at the right, so that what the axis cuts off is still said.
 */

import type { EChartsCoreOption } from 'echarts/core';
import type { Interval } from '../../stats/types.js';
import { groupBy } from '../groups.js';
import { printable, shorten } from '../text.js';
import type { AxisRange } from './axis.js';
import { CHART_WIDTH_PIXELS, type Chart } from './chart.js';
import {
  type Area,
  drawnSeries,
  gridAt,
  label,
  line,
  type Plot,
  path,
  type Shape,
  SMALL_TEXT_PIXELS,
  type Stroke,
} from './drawing.js';
import { CLAIM, FAINT, GRID, INK, PAPER } from './theme.js';

export interface ForestRow {
  /** What tells it from its neighbours, beside its numbers. */
  label: string;
  interval: Interval;
  /** The numbers, as they stand at the right. */
  text: string;
  colour: string;
  /** `bar`: from zero to the estimate. Not resolved: a hollow mark. */
  mark: 'bar' | 'resolved' | 'unresolved';
}

export interface ForestGroup {
  name: string;
  rows: readonly ForestRow[];
}

export interface Claim {
  value: number;
  text: string;
}

export interface ForestPlot {
  groups: readonly ForestGroup[];
  axisName: string;
  range: AxisRange;
  /** A vertical line to compare with; null where nobody claims anything. */
  claim: Claim | null;
}

const ROW_PIXELS = 15;
const GROUP_GAP_PIXELS = 8;
const TOP_PIXELS = 26;
const AXIS_PIXELS = 48;
const NAMES_PIXELS = 190;
const LABELS_PIXELS = 68;
const NUMBERS_PIXELS = 124;
const GUTTER_PIXELS = 8;
/** What fits, in the cells that `shorten` counts. */
const NAME_CELLS = 28;
const LABEL_CELLS = 11;
const MARK_PIXELS = 4;
const ARROW_PIXELS = 7;

/** Whether the axis ends before the estimate. */
export function isCut({ estimate }: Interval, { min, max }: AxisRange): boolean {
  return estimate < min || estimate > max;
}

export function forestDrawing(plot: ForestPlot): Pick<Chart, 'option' | 'heightPixels'> {
  const rows = Math.max(1, ...plot.groups.map((group) => group.rows.length));
  const groupPixels = rows * ROW_PIXELS + GROUP_GAP_PIXELS;
  const heightPixels = TOP_PIXELS + plot.groups.length * groupPixels + AXIS_PIXELS;
  const area: Area = {
    left: NAMES_PIXELS,
    right: CHART_WIDTH_PIXELS - LABELS_PIXELS - NUMBERS_PIXELS - GUTTER_PIXELS,
    top: TOP_PIXELS,
    bottom: heightPixels - AXIS_PIXELS,
  };
  return { option: forestOption(plot, area), heightPixels };
}

function forestOption(plot: ForestPlot, area: Area): EChartsCoreOption {
  const { groups, axisName, range } = plot;
  return {
    grid: gridAt(area),
    xAxis: {
      type: 'value',
      ...range,
      name: axisName,
      nameLocation: 'middle',
      nameGap: 28,
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: groups.map(({ name }) => shorten(printable(name), NAME_CELLS)),
      axisLine: { show: false },
      axisTick: { show: false },
      splitLine: { show: true },
      axisLabel: {
        interval: 0,
        fontSize: SMALL_TEXT_PIXELS,
      },
    },
    series: [drawnSeries(area, (drawn) => forestShapes(plot, drawn))],
  };
}

function forestShapes({ groups, claim, range }: ForestPlot, plot: Plot): Shape[] {
  const placed = groups.flatMap(({ rows }, index) =>
    rows.map((row, place) => ({ row, y: plot.yOf(index) + offsetOf(place, rows.length) })),
  );
  return [
    verticalLine(0, plot, { colour: INK, widthPixels: 1 }),
    ...groupBy(placed, ({ row }) => [row.colour, row.mark]).flatMap((alike) =>
      markShapes(alike, plot, range),
    ),
    ...groups.flatMap(({ rows }, index) => texts(rows, plot.yOf(index), plot)),
    ...(claim === null ? [] : claimShapes(claim, plot)),
  ];
}

function claimShapes({ value, text }: Claim, plot: Plot): Shape[] {
  return [
    verticalLine(value, plot, { colour: CLAIM, widthPixels: 2, dash: [6, 4] }),
    label({ x: plot.xOf(value), y: plot.top - 12 }, text, { align: 'center', bold: true }),
  ];
}

function offsetOf(place: number, rows: number): number {
  return (place - (rows - 1) / 2) * ROW_PIXELS;
}

function verticalLine(value: number, plot: Plot, stroke: Stroke): Shape {
  const x = plot.xOf(value);
  const ends = [plot.top, plot.bottom].map((y) => ({ x, y }));
  return line(ends, stroke);
}

function texts(rows: readonly ForestRow[], y: number, plot: Plot): Shape[] {
  const left = plot.right + GUTTER_PIXELS;
  const labels = rows.map((row) => shorten(printable(row.label), LABEL_CELLS));
  const numbers = rows.map(({ text }) => text);
  const lineHeightPixels = ROW_PIXELS;
  return [
    label({ x: left, y }, labels, { faint: true, lineHeightPixels }),
    label({ x: left + LABELS_PIXELS, y }, numbers, {
      widthPixels: NUMBERS_PIXELS,
      lineHeightPixels,
    }),
  ];
}

interface PlacedRow {
  row: ForestRow;
  y: number;
}

/** Of rows that look alike. */
function markShapes(
  placed: readonly [PlacedRow, ...PlacedRow[]],
  plot: Plot,
  range: AxisRange,
): Shape[] {
  const [{ row: first }] = placed;
  const within = (value: number) => plot.xOf(Math.min(range.max, Math.max(range.min, value)));
  const isBar = first.mark === 'bar';
  const whiskers = placed.map(
    ({ row: { interval }, y }) => `M${within(interval.low)} ${y}L${within(interval.high)} ${y}`,
  );
  const marks = placed.flatMap(({ row: { interval }, y }) => {
    const x = within(interval.estimate);
    const mark = isBar ? bar(plot.xOf(0), x, y) : dot(x, y);
    return [
      ...(isCut(interval, range) && !isBar ? [] : [mark]),
      ...(interval.low < range.min ? [arrow(plot.left, ARROW_PIXELS, y)] : []),
      ...(interval.high > range.max ? [arrow(plot.right, -ARROW_PIXELS, y)] : []),
    ];
  });
  const stroke = isBar ? FAINT : first.colour;
  const fill = { bar: GRID, resolved: first.colour, unresolved: PAPER }[first.mark];
  const whisker = path(whiskers.join(''), { fill: 'none', stroke });
  const mark = path(marks.join(''), { fill, stroke });
  return isBar ? [mark, whisker] : [whisker, mark];
}

function bar(zero: number, x: number, y: number): string {
  const half = ROW_PIXELS / 2 - 2;
  return `M${zero} ${y - half}L${x} ${y - half}L${x} ${y + half}L${zero} ${y + half}Z`;
}

function dot(x: number, y: number): string {
  const half = `${MARK_PIXELS} ${MARK_PIXELS} 0 1 1`;
  const [left, right] = [x - MARK_PIXELS, x + MARK_PIXELS];
  return `M${left} ${y}A${half} ${right} ${y}A${half} ${left} ${y}Z`;
}

/** At the end of the axis, towards what lies beyond it. @param inwards to where it is wide */
function arrow(end: number, inwards: number, y: number): string {
  const wide = end + inwards;
  return `M${end} ${y}L${wide} ${y - MARK_PIXELS}L${wide} ${y + MARK_PIXELS}Z`;
}
