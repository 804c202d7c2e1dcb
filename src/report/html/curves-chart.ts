/** Curves by strategy: each named beside the plot with its line, and with the number that matters. */

import type { EChartsCoreOption } from 'echarts/core';
import { ascending } from '../../stats/checks.js';
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
  type Point,
  path,
  rectangle,
  type Shape,
  type Stroke,
} from './drawing.js';
import { quantile } from './ecdf.js';
import { blocks, spread } from './side-labels.js';
import { FAINT } from './theme.js';

export interface Curve {
  name: string;
  /** The number that matters, behind the name. */
  note: string;
  stroke: Stroke;
  /** In the axes' units, within them; none: only the label is shown, below the others. */
  points: readonly Point[];
}

export interface CurvesChart {
  curves: readonly Curve[];
  x: { name: string; range: AxisRange };
  y: { name: string; range: AxisRange };
  /** Labels stand at the curves' ends, or from the top down in their order. */
  labels: 'at ends' | 'in order';
  /** Shaded between two values of x. */
  band?: { from: number; to: number; text: string };
}

const LEFT_PIXELS = 58;
const TOP_PIXELS = 26;
const AXIS_PIXELS = 46;
const LEAST_PLOT_PIXELS = 260;
const LABEL_PIXELS = 16;
const LEADER_PIXELS = 14;
const SAMPLE_PIXELS = 30;
const NAME_PIXELS = 174;
const NOTE_PIXELS = 56;
/** What fits, in the cells that `shorten` counts. */
const NAME_CELLS = 28;
const GUTTER_PIXELS = 6;
const RIGHT_PIXELS = LEADER_PIXELS + SAMPLE_PIXELS + GUTTER_PIXELS + NAME_PIXELS + NOTE_PIXELS;
const NARROWEST_BAND_PIXELS = 2;

export function curvesDrawing(chart: CurvesChart): Pick<Chart, 'option' | 'heightPixels'> {
  const plotPixels = Math.max(LEAST_PLOT_PIXELS, (chart.curves.length + 1) * LABEL_PIXELS);
  const area: Area = {
    left: LEFT_PIXELS,
    right: CHART_WIDTH_PIXELS - RIGHT_PIXELS,
    top: TOP_PIXELS,
    bottom: TOP_PIXELS + plotPixels,
  };
  const heightPixels = area.bottom + AXIS_PIXELS;
  return { option: curvesOption(chart, area), heightPixels };
}

function curvesOption(chart: CurvesChart, area: Area): EChartsCoreOption {
  const axis = ({ name, range }: CurvesChart['x'], nameGap: number) => ({
    type: 'value',
    ...range,
    name,
    nameLocation: 'middle',
    nameGap,
  });
  return {
    grid: gridAt(area),
    xAxis: axis(chart.x, 28),
    yAxis: axis(chart.y, 40),
    series: [drawnSeries(area, (plot) => shapesOf(chart, plot))],
  };
}

function shapesOf({ curves, labels, band }: CurvesChart, plot: Plot): Shape[] {
  const placed = placeLabels(curves, labels, plot);
  const drawn = placed.filter(({ pixels }) => pixels.length > 0);
  const heights = { lineHeightPixels: LABEL_PIXELS };
  const sample = plot.right + LEADER_PIXELS;
  const name = sample + SAMPLE_PIXELS + GUTTER_PIXELS;
  const note = name + NAME_PIXELS + NOTE_PIXELS;
  return [
    ...(band === undefined ? [] : bandShapes(band, plot)),
    ...thinnestFirst(drawn).map((curve) => curveShape(curve, sample)),
    ...(labels === 'at ends' ? drawn.map((curve) => leader(curve, plot)) : []),
    ...blocks(placed, LABEL_PIXELS).flatMap((block) => {
      const y = (block[0].y + (block.at(-1) ?? block[0]).y) / 2;
      const texts = block.map(({ curve }) => shorten(printable(curve.name), NAME_CELLS));
      const notes = block.map(({ curve }) => curve.note);
      return [
        label({ x: name, y }, texts, heights),
        label({ x: note, y }, notes, { align: 'right', ...heights }),
      ];
    }),
    ...placed
      .filter(({ pixels }) => pixels.length === 0)
      .map(({ y }) => label({ x: sample + SAMPLE_PIXELS, y }, 'beyond', BEYOND)),
  ];
}

/** So that the baseline lies over the others. */
function thinnestFirst(curves: readonly PlacedCurve[]): PlacedCurve[] {
  const width = ({ curve }: PlacedCurve) => curve.stroke.widthPixels;
  return [...curves].sort((one, other) => width(one) - width(other));
}

const BEYOND = { align: 'right', faint: true } as const;

/** A curve in pixels, and the height of its label. */
interface PlacedCurve {
  curve: Curve;
  pixels: readonly Point[];
  y: number;
}

/** Curves that are only named stand at the bottom. */
function placeLabels(
  curves: readonly Curve[],
  labels: CurvesChart['labels'],
  plot: Plot,
): PlacedCurve[] {
  const drawn = curves.filter(({ points }) => points.length > 0);
  const beyond = curves.filter(({ points }) => points.length === 0);
  const all = [...drawn, ...beyond].map((curve) => {
    const pixels = inPixels(curve.points, plot);
    const last = pixels.at(-1);
    const wanted = labels === 'at ends' ? (last?.y ?? plot.bottom) : plot.top;
    return { curve, pixels, wanted: last === undefined ? plot.bottom : wanted };
  });
  const heights = spread(
    all.map(({ wanted }) => wanted),
    LABEL_PIXELS,
    { top: plot.top + LABEL_PIXELS / 2, bottom: plot.bottom - LABEL_PIXELS / 2 },
  );
  return all.map((each, index) => ({ ...each, y: heights[index] ?? each.wanted }));
}

/** With the piece of it that stands before its name. */
function curveShape({ curve: { stroke }, pixels, y }: PlacedCurve, sample: number): Shape {
  const corners = pixels.map((point) => `${point.x} ${point.y}`).join('L');
  return path(`M${corners}M${sample} ${y}L${sample + SAMPLE_PIXELS} ${y}`, {
    fill: 'none',
    stroke,
  });
}

/** Points that fall on one another are drawn once. */
function inPixels(points: readonly Point[], plot: Plot): Point[] {
  const pixels = points.map(({ x, y }) => ({ x: plot.xOf(x), y: plot.yOf(y) }));
  return pixels.filter(({ x, y }, index) => {
    const before = pixels[index - 1];
    return before === undefined || before.x !== x || before.y !== y;
  });
}

function bandShapes({ from, to, text }: NonNullable<CurvesChart['band']>, plot: Plot): Shape[] {
  const [left, right] = [plot.xOf(from), plot.xOf(to)];
  const wider = Math.max(0, NARROWEST_BAND_PIXELS - (right - left)) / 2;
  const within = (x: number) => Math.min(plot.right, Math.max(plot.left, x));
  const { top, bottom } = plot;
  const area = { left: within(left - wider), right: within(right + wider), top, bottom };
  return [rectangle(area, FAINT, 'none', 0.3), label({ x: plot.left, y: plot.top - 12 }, text)];
}

/** From a curve's end to its label. */
function leader({ pixels, y }: PlacedCurve, plot: Plot): Shape {
  const end = pixels.slice(-1);
  const edge = end.map((point) => ({ x: plot.right, y: point.y }));
  const points = [...end, ...edge, { x: plot.right + LEADER_PIXELS, y }];
  return line(points, { colour: FAINT, widthPixels: 0.75 });
}

/** A curve whose middle is so many times the middle curve's would leave no room for the others. */
const MOST_MIDDLES = 4;

/** Up to which middle curves share a plot; all of them where the middle one's is not above zero. */
export function mostShown(middles: readonly number[]): number {
  const middle = quantile(ascending(middles), 0.5);
  return middle > 0 ? MOST_MIDDLES * middle : Number.POSITIVE_INFINITY;
}
