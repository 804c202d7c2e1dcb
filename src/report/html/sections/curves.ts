/** Curves with their intervals: a line through the estimates, a band or whiskers around it. */

import type { Interval } from '../../../stats/types.js';
import { type AxisRange, roundRange } from '../axis.js';
import { label, line, type Plot, type Point, path, type Shape } from '../drawing.js';
import { SERIES_COLOURS } from '../theme.js';
import { LEGEND_ROW_PIXELS, PANELS_LEFT_PIXELS } from './panels.js';

export interface CurvePoint {
  x: number;
  y: Interval;
}

/** A curve's own: none has to be told from the others by its colour alone. */
export interface Look {
  colour: string;
  dash: readonly number[] | undefined;
  symbol: Symbol;
}

export interface DrawnCurve {
  points: readonly CurvePoint[];
  look: Look;
  /** Where curves lie close together, bands would be one. */
  interval?: 'band' | 'whiskers';
}

/** As of SVG's path, around a point. */
type Symbol = (point: Point) => string;

/** Larger values are drawn as these: no axis bears the difference of the largest numbers. */
const LARGEST_DRAWN = 1e12;
const SYMBOLS: readonly Symbol[] = [
  ({ x, y }) => `M${x - 3},${y}a3,3 0 1,0 6,0a3,3 0 1,0 -6,0z`,
  ({ x, y }) => `M${x - 3},${y - 3}h6v6h-6z`,
  ({ x, y }) => `M${x},${y - 4}l4,7h-8z`,
  ({ x, y }) => `M${x},${y - 4}l4,4l-4,4l-4,-4z`,
  ({ x, y }) => `M${x},${y + 4}l4,-7h-8z`,
  ({ x, y }) => `M${x - 4},${y}h8M${x},${y - 4}v8`,
  ({ x, y }) => `M${x - 3},${y - 4}h6l-6,8h6z`,
];
const DASHES: readonly Look['dash'][] = [undefined, [6, 3], [2, 2], [10, 3, 2, 3], [12, 4]];
const LINE_PIXELS = 2;
const WHISKER_PIXELS = 3;
const BAND_OPACITY = 0.2;
const SAMPLE_PIXELS = 32;
const GUTTER_PIXELS = 8;

export function lookOf(index: number): Look {
  return {
    colour: SERIES_COLOURS[index % SERIES_COLOURS.length] ?? 'none',
    dash: DASHES[index % DASHES.length],
    symbol: SYMBOLS[index % SYMBOLS.length] ?? (() => ''),
  };
}

export function drawable({ estimate, low, high }: Interval): Interval {
  return { estimate: bounded(estimate), low: bounded(low), high: bounded(high) };
}

/** Within what can be drawn. */
export function bounded(value: number): number {
  return Math.max(-LARGEST_DRAWN, Math.min(LARGEST_DRAWN, value));
}

/** Of an axis that has room for all intervals and for the other values. */
export function rangeOf(intervals: readonly Interval[], others: readonly number[] = []): AxisRange {
  const ends = intervals.map(drawable).flatMap(({ estimate, low, high }) => [estimate, low, high]);
  const all = [...ends, ...others.map(bounded)];
  return roundRange(Math.min(...all), Math.max(...all));
}

/** In the order in which they cover each other. */
export function curveShapes({ points, look, interval = 'band' }: DrawnCurve, plot: Plot): Shape[] {
  const { colour, dash, symbol } = look;
  const drawn = points.map(({ x, y }) => ({ x, y: drawable(y) }));
  const places = drawn.map(({ x, y }) => ({ x: plot.xOf(x), y: plot.yOf(y.estimate) }));
  return [
    // Of a point by itself there is no band.
    interval === 'whiskers' || drawn.length === 1
      ? path(drawn.map((point) => whisker(point, plot)).join(''), { fill: 'none', stroke: colour })
      : band(drawn, colour, plot),
    line(places, { colour, widthPixels: LINE_PIXELS, dash }),
    path(places.map(symbol).join(''), { fill: colour, stroke: colour }),
  ];
}

/** Above the plots: a row for each, with a piece of its line. */
export function legendShapes(names: readonly string[]): Shape[] {
  const left = PANELS_LEFT_PIXELS;
  return names.flatMap((name, index) => {
    const { colour, dash, symbol } = lookOf(index);
    const y = (index + 0.5) * LEGEND_ROW_PIXELS;
    const ends = [left, left + SAMPLE_PIXELS].map((x) => ({ x, y }));
    const middle = symbol({ x: left + SAMPLE_PIXELS / 2, y });
    return [
      line(ends, { colour, widthPixels: LINE_PIXELS, dash }),
      path(middle, { fill: colour, stroke: colour }),
      label({ x: left + SAMPLE_PIXELS + GUTTER_PIXELS, y }, name),
    ];
  });
}

function band(points: readonly CurvePoint[], colour: string, plot: Plot): Shape {
  const ends = (end: 'low' | 'high') => points.map(({ x, y }) => [plot.xOf(x), plot.yOf(y[end])]);
  const outline = [...ends('high'), ...ends('low').reverse()];
  return {
    type: 'polygon',
    shape: { points: outline },
    style: { fill: colour, opacity: BAND_OPACITY },
  };
}

/** From end to end of the interval. */
function whisker({ x, y }: CurvePoint, plot: Plot): string {
  const [centre, top, bottom] = [plot.xOf(x), plot.yOf(y.high), plot.yOf(y.low)];
  const across = (height: number): string =>
    `M${centre - WHISKER_PIXELS},${height}h${2 * WHISKER_PIXELS}`;
  return `M${centre},${top}V${bottom}${across(top)}${across(bottom)}`;
}
