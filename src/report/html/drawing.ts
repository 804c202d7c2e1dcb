/** What charts draw beside ECharts' axes: shapes placed by pixels, in a series of one item. */

import type { CustomSeriesOption } from 'echarts/charts';
import { printable } from '../text.js';
import { FAINT, INK } from './theme.js';

type Render = NonNullable<CustomSeriesOption['renderItem']>;
type Drawn = NonNullable<ReturnType<Render>>;
/** A line, a text, a rectangle … */
export type Shape = Extract<Drawn, { type: 'group' }>['children'][number];

export interface Point {
  x: number;
  y: number;
}

/** Where values lie, in pixels of the whole drawing. */
export interface Plot {
  xOf(value: number): number;
  /** Of a value, or of a category's middle by its index. */
  yOf(value: number): number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export interface Area {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Of texts beside marks: the smallest that paper keeps readable. */
export const SMALL_TEXT_PIXELS = 11;

/** The chart's grid, in the very area: what ECharts knows of labels must not move it. */
export function gridAt({ left, right, top, bottom }: Area) {
  return { left, top, width: right - left, height: bottom - top, outerBoundsMode: 'none' };
}

/**
 * @param area as the chart's grid has it, in pixels
 * @param drawing children in the order in which they cover each other
 */
export function drawnSeries(area: Area, drawing: (plot: Plot) => Shape[]): CustomSeriesOption {
  return {
    type: 'custom',
    silent: true,
    data: [[0, 0]],
    renderItem: (_, { coord }) => ({
      type: 'group',
      emphasisDisabled: true,
      children: drawing({
        ...area,
        xOf: (value) => toHalfPixel(coord([value, 0])[0] ?? Number.NaN),
        yOf: (value) => toHalfPixel(coord([0, value])[1] ?? Number.NaN),
      }),
    }),
  };
}

/** Finer is not seen, and fills the file with digits. */
function toHalfPixel(pixels: number): number {
  return Math.round(pixels * 2) / 2;
}

export interface Stroke {
  colour: string;
  widthPixels: number;
  /** Lengths of dashes and gaps; a solid line without. */
  dash?: readonly number[] | undefined;
}

export function line(points: readonly Point[], stroke: Stroke): Shape {
  return {
    type: 'polyline',
    shape: { points: points.map(({ x, y }) => [x, y]) },
    style: { fill: 'none', ...strokeStyle(stroke) },
  };
}

function strokeStyle({ colour, widthPixels, dash }: Stroke) {
  return {
    stroke: colour,
    lineWidth: widthPixels,
    lineJoin: 'round' as const,
    ...(dash === undefined ? {} : { lineDash: [...dash] }),
  };
}

const MARK_LINE_PIXELS = 1.5;

/** @param data as of SVG's path; many marks in one path are drawn many times faster than one by one */
export function path(
  data: string,
  { fill, stroke }: { fill: string; stroke: string | Stroke },
): Shape {
  const ofStroke =
    typeof stroke === 'string' ? { colour: stroke, widthPixels: MARK_LINE_PIXELS } : stroke;
  return {
    type: 'path',
    shape: { pathData: data },
    style: { fill, ...strokeStyle(ofStroke) },
  };
}

export function rectangle(
  { left, right, top, bottom }: Area,
  fill: string,
  stroke = 'none',
  opacity = 1,
): Shape {
  return {
    type: 'rect',
    shape: { x: left, y: top, width: right - left, height: bottom - top },
    style: { fill, stroke, lineWidth: 1, opacity },
  };
}

export interface TextOptions {
  align?: 'left' | 'center' | 'right';
  faint?: boolean;
  bold?: boolean;
  /** Longer text ends in an ellipsis. */
  widthPixels?: number;
  lineHeightPixels?: number;
}

/** Centred on the point's height, however many lines. */
export function label(
  { x, y }: Point,
  text: string | readonly string[],
  options: TextOptions = {},
): Shape {
  const lines = typeof text === 'string' ? [text] : text;
  const { align = 'left', faint = false, bold = false, widthPixels, lineHeightPixels } = options;
  return {
    type: 'text',
    x,
    y,
    style: {
      text: lines.map(printable).join('\n'),
      align,
      verticalAlign: 'middle',
      fontFamily: 'inherit',
      fontSize: SMALL_TEXT_PIXELS,
      fontWeight: bold ? 'bold' : 'normal',
      fill: faint ? FAINT : INK,
      ...(lineHeightPixels === undefined ? {} : { lineHeight: lineHeightPixels }),
      ...(widthPixels === undefined ? {} : { width: widthPixels, overflow: 'truncate' as const }),
    },
  };
}
