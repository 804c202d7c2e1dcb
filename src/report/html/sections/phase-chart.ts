/** Cost above, saving below, by phase: a curve for each layout. */

import type { Curve } from '../../../explain/explanation.js';
import { formatBound } from '../../../format.js';
import { CACHE_LINE_BYTES } from '../../../layout/lines/writes.js';
import type { Chart } from '../chart.js';
import { label, line, type Plot, rectangle, type Shape } from '../drawing.js';
import { GRID, INK } from '../theme.js';
import {
  bounded,
  type CurvePoint,
  curveShapes,
  drawable,
  type Look,
  legendShapes,
  lookOf,
  rangeOf,
} from './curves.js';
import {
  AXIS_PIXELS,
  drawnIn,
  gridOf,
  legendPixels,
  panelAt,
  sharedAxis,
  valueAxis,
} from './panels.js';

type Points = Curve['points'];

export interface LayoutSweep {
  layout: string;
  /** Of the layout, as far as the result tells. */
  phase: { bytes: number; text: string } | null;
  cost: Points;
  saving: Points;
}

const STEP_BYTES = 8;
/** Between the same phase's points of neighbouring layouts, and of all of them together. */
const APART_BYTES = 0.9;
const WIDEST_BYTES = 6;
const ABOVE_PIXELS = 12;
const COST_PIXELS = 180;
const SAVING_PIXELS = 200;
const BETWEEN_PIXELS = 30;
const RING_PIXELS = 8;
const LABEL_PIXELS = 8;
const AXIS_NAME = 'phase: offset of the struct’s first byte in its line, bytes';
/** Room for the rings and for points beside the outer phases. */
const PHASE_AXIS = {
  type: 'value',
  min: -STEP_BYTES / 2,
  max: CACHE_LINE_BYTES - STEP_BYTES / 2,
  axisTick: { customValues: phases() },
  axisLabel: { customValues: phases() },
  splitLine: { show: false },
};

function phases(): number[] {
  return Array.from({ length: CACHE_LINE_BYTES / STEP_BYTES }, (_, index) => index * STEP_BYTES);
}

/** @param floorNs what the same code showed against itself; null: nobody looked */
export function phaseDrawing(
  sweeps: readonly LayoutSweep[],
  floorNs: number | null,
): Pick<Chart, 'option' | 'heightPixels'> {
  const names = sweeps.map(legendName);
  const upper = panelAt(0, legendPixels(names) + ABOVE_PIXELS, COST_PIXELS);
  const lower = panelAt(1, upper.area.bottom + BETWEEN_PIXELS, SAVING_PIXELS);
  const cost = ({ cost: points }: LayoutSweep): Points => points;
  const saving = ({ saving: points }: LayoutSweep): Points => points;
  const range = (pointsOf: typeof cost, others: readonly number[]) =>
    rangeOf(
      sweeps.flatMap(pointsOf).map(({ nsPerReset }) => nsPerReset),
      others,
    );
  const apart = Math.min(APART_BYTES, WIDEST_BYTES / sweeps.length);
  const curvesOf = (pointsOf: typeof cost, plot: Plot) =>
    sweeps.flatMap((sweep, index) => {
      const aside = (index - (sweeps.length - 1) / 2) * apart;
      return layoutShapes(pointsOf(sweep), sweep.phase, aside, lookOf(index), plot);
    });
  const option = {
    grid: [gridOf(upper), gridOf(lower)],
    xAxis: [sharedAxis(PHASE_AXIS, upper), sharedAxis(PHASE_AXIS, lower, AXIS_NAME)],
    yAxis: [
      valueAxis('cost, ns per reset', range(cost, []), upper),
      valueAxis('saving, ns per reset', range(saving, [0, floorNs ?? 0, -(floorNs ?? 0)]), lower),
    ],
    series: [
      drawnIn(upper, (plot) => [...legendShapes(names), ...curvesOf(cost, plot)]),
      drawnIn(lower, (plot) => [
        ...noiseFloor(floorNs, plot),
        ...zeroLine(plot),
        ...curvesOf(saving, plot),
      ]),
    ],
  };
  return { option, heightPixels: lower.area.bottom + AXIS_PIXELS };
}

function legendName({ layout, phase }: LayoutSweep): string {
  return phase === null ? layout : `${layout} (${phase.text})`;
}

function noiseFloor(floorNs: number | null, plot: Plot): Shape[] {
  if (floorNs === null) return [];
  const [top, bottom] = [plot.yOf(bounded(floorNs)), plot.yOf(-bounded(floorNs))];
  const text = `noise floor ${formatBound(floorNs)} ns`;
  return [
    rectangle({ ...plot, top, bottom }, GRID),
    label({ x: plot.right - LABEL_PIXELS, y: bottom - LABEL_PIXELS }, [text], {
      align: 'right',
    }),
  ];
}

function zeroLine(plot: Plot): Shape[] {
  const ends = [plot.left, plot.right].map((x) => ({ x, y: plot.yOf(0) }));
  return [line(ends, { colour: INK, widthPixels: 1 })];
}

/** @param aside bytes beside the phase: on top of each other no layout's points would be seen */
function layoutShapes(
  points: Points,
  phase: LayoutSweep['phase'],
  aside: number,
  look: Look,
  plot: Plot,
): Shape[] {
  const places = points.map(({ x, nsPerReset }): CurvePoint => ({ x: x + aside, y: nsPerReset }));
  const own = places.filter((_, place) => points[place]?.x === phase?.bytes);
  return [
    ...curveShapes({ points: places, look, interval: 'whiskers' }, plot),
    ...own.map((point) => ring(point, look.colour, plot)),
  ];
}

function ring({ x, y }: CurvePoint, colour: string, plot: Plot): Shape {
  return {
    type: 'circle',
    shape: { cx: plot.xOf(x), cy: plot.yOf(drawable(y).estimate), r: RING_PIXELS },
    style: { fill: 'none', stroke: colour, lineWidth: 2 },
  };
}
