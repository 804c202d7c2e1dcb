/** Charts of several plots above each other, with the names of their curves on top. */

import type { CustomSeriesOption } from 'echarts/charts';
import type { AxisRange } from '../axis.js';
import { CHART_WIDTH_PIXELS } from '../chart.js';
import { type Area, drawnSeries, type Plot, type Shape } from '../drawing.js';

/** One plot, and which of the chart's axes are its own. */
export interface Panel {
  area: Area;
  index: number;
}

export const PANELS_LEFT_PIXELS = 60;
export const AXIS_PIXELS = 50;
const PANELS_RIGHT_PIXELS = CHART_WIDTH_PIXELS - 20;
export const LEGEND_ROW_PIXELS = 18;

/** A row for each name, because names are long. */
export function legendPixels(names: readonly string[]): number {
  return names.length * LEGEND_ROW_PIXELS;
}

/** @param right in pixels of the drawing */
export function panelAt(
  index: number,
  top: number,
  heightPixels: number,
  right = PANELS_RIGHT_PIXELS,
): Panel {
  return { index, area: { left: PANELS_LEFT_PIXELS, right, top, bottom: top + heightPixels } };
}

export function gridOf({ area: { left, right, top, bottom } }: Panel) {
  return { left, top, width: right - left, height: bottom - top };
}

/** @param name without one it is the axis of a plot below too, which names it */
export function sharedAxis(option: object, { index }: Panel, name?: string) {
  const named = { name, nameLocation: 'middle', nameGap: 28 };
  return {
    ...option,
    gridIndex: index,
    axisLine: { onZero: false },
    ...(name === undefined ? { axisLabel: { show: false } } : named),
  };
}

/** @param option a range, or all of the axis but its name and place */
export function valueAxis(name: string, option: AxisRange | object, { index }: Panel) {
  return {
    type: 'value',
    ...option,
    gridIndex: index,
    name,
    nameLocation: 'middle',
    nameGap: 42,
    axisLine: { onZero: false },
  };
}

export function drawnIn(panel: Panel, drawing: (plot: Plot) => Shape[]): CustomSeriesOption {
  return { ...drawnSeries(panel.area, drawing), xAxisIndex: panel.index, yAxisIndex: panel.index };
}
