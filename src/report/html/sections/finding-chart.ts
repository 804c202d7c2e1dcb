/** A small chart of curves over the same x. */

import type { Curve } from '../../../explain/explanation.js';
import type { Chart } from '../chart.js';
import { bounded, curveShapes, legendShapes, lookOf, rangeOf } from './curves.js';
import {
  AXIS_PIXELS,
  drawnIn,
  gridOf,
  legendPixels,
  panelAt,
  sharedAxis,
  valueAxis,
} from './panels.js';

const PLOT_PIXELS = 180;
const ABOVE_PIXELS = 10;

export function curvesDrawing(
  curves: readonly [Curve, ...Curve[]],
): Pick<Chart, 'option' | 'heightPixels'> {
  const names = curves.map(({ name }) => name);
  const panel = panelAt(0, legendPixels(names) + ABOVE_PIXELS, PLOT_PIXELS);
  const points = curves.flatMap((curve) => curve.points);
  const option = {
    grid: gridOf(panel),
    xAxis: sharedAxis(xAxis(points), panel, curves[0].xName),
    yAxis: valueAxis(
      'ns per reset',
      rangeOf(
        points.map(({ nsPerReset }) => nsPerReset),
        [0],
      ),
      panel,
    ),
    series: [
      drawnIn(panel, (plot) => [
        ...legendShapes(names),
        ...curves.flatMap(({ points: own }, index) =>
          curveShapes({ points: own.map(placeOf), look: lookOf(index) }, plot),
        ),
      ]),
    ],
  };
  return { option, heightPixels: panel.area.bottom + AXIS_PIXELS };
}

function placeOf({ x, nsPerReset }: Curve['points'][number]) {
  return { x: bounded(x), y: nsPerReset };
}

function xAxis(points: Curve['points']) {
  const all = points.map(({ x }) => bounded(x));
  const axis = rangeOf([], all);
  return { type: 'value', ...axis, splitLine: { show: false } };
}
