/** Cost above, saving below, over the same axis of bytes: where a cache ends, both are seen to change. */

import type { Crossing, SweepPoint } from '../../../explain/explanation.js';
import { THREAD_SAVING_NS_PER_CALL } from '../../../explain/thread.js';
import { formatBytes } from '../../../format.js';
import type { Interval } from '../../../stats/types.js';
import { formatExact } from '../../explain-details.js';
import type { Result } from '../../result.js';
import type { Chart } from '../chart.js';
import { label, line, type Plot, type Shape } from '../drawing.js';
import { type BytesAxis, bytesAxis, cacheMarks } from './bytes-axis.js';
import { type CurvePoint, curveShapes, legendShapes, lookOf, rangeOf } from './curves.js';
import { horizontalMark, marksPixels, verticalLines, verticalMarks } from './mark-lines.js';
import {
  AXIS_PIXELS,
  drawnIn,
  gridOf,
  legendPixels,
  panelAt,
  sharedAxis,
  valueAxis,
} from './panels.js';

/** Points of one kind of access, ascending. */
export interface AccessSweep {
  access: SweepPoint['access'];
  points: readonly SweepPoint[];
  crossing: Crossing | undefined;
}

type ValueOf = (point: SweepPoint) => Interval;

export const CLAIM_NS = `${formatExact(THREAD_SAVING_NS_PER_CALL)} ns`;

const COST_PIXELS = 170;
const SAVING_PIXELS = 240;
const AXIS_NAME = 'touched by the guest between two resets';
const BETWEEN_PIXELS = 45;
const CROSSING_PIXELS = 14;
const END_PIXELS = 4;
/** About what it says. */
const CROSSING_LABEL_PIXELS = 130;

const CLAIM_MARK = {
  at: THREAD_SAVING_NS_PER_CALL,
  text: `the thread: ${CLAIM_NS} a call`,
  claim: true,
};

const cost: ValueOf = ({ costNsPerCall }) => costNsPerCall;
const saving: ValueOf = ({ savingNsPerCall }) => savingNsPerCall;

export function footprintDrawing(
  sweeps: readonly AccessSweep[],
  caches: Result['host']['caches'],
): Pick<Chart, 'option' | 'heightPixels'> {
  const points = sweeps.flatMap((sweep) => sweep.points);
  const axis = bytesAxis(points.map(({ bytes }) => bytes));
  const marks = cacheMarks(caches, axis);
  const names = sweeps.map(legendName);
  const top = legendPixels(names) + marksPixels(marks);
  const upper = panelAt(0, top, COST_PIXELS);
  const lower = panelAt(1, upper.area.bottom + BETWEEN_PIXELS, SAVING_PIXELS);
  const option = {
    grid: [gridOf(upper), gridOf(lower)],
    xAxis: [sharedAxis(axis.option, upper), sharedAxis(axis.option, lower, AXIS_NAME)],
    yAxis: [
      valueAxis('cost, ns per call', rangeOf(points.map(cost), [0]), upper),
      valueAxis(
        'saving, ns per call',
        rangeOf(points.map(saving), [0, THREAD_SAVING_NS_PER_CALL]),
        lower,
      ),
    ],
    series: [
      drawnIn(upper, (plot) => [
        ...legendShapes(names),
        ...verticalMarks(marks, plot),
        ...sweeps.flatMap((sweep, index) => accessShapes(sweep, index, cost, axis, plot)),
      ]),
      drawnIn(lower, (plot) => [
        ...verticalLines(marks, plot),
        ...horizontalMark(CLAIM_MARK, plot),
        ...sweeps.flatMap((sweep, index) => [
          ...accessShapes(sweep, index, saving, axis, plot),
          ...crossingShapes(sweep, index, axis, plot),
        ]),
      ]),
    ],
  };
  return { option, heightPixels: lower.area.bottom + AXIS_PIXELS };
}

/** Says the crossing too: a chart is looked at before its table. */
function legendName({ access, crossing }: AccessSweep): string {
  if (crossing === undefined) return access;
  const { bytes, lowBytes, mostBytes } = crossing;
  const most = formatBytes(mostBytes);
  if (bytes !== null) return `${access}: ${CLAIM_NS} reached at ${formatBytes(bytes)}`;
  return lowBytes === null
    ? `${access}: ${CLAIM_NS} not reached up to ${most}`
    : `${access}: ${CLAIM_NS} not reached up to ${most}, but within the interval at ${formatBytes(lowBytes)}`;
}

/** No line from no footprint to the first: on a logarithmic axis there is no way between them. */
function accessShapes(
  { points }: AccessSweep,
  index: number,
  value: ValueOf,
  axis: BytesAxis,
  plot: Plot,
): Shape[] {
  const place = (point: SweepPoint): CurvePoint => ({
    x: axis.positionOf(point.bytes),
    y: value(point),
  });
  const isNone = ({ bytes }: SweepPoint): boolean => bytes === 0;
  return [points.filter(isNone), points.filter((point) => !isNone(point))]
    .filter((piece) => piece.length > 0)
    .flatMap((piece) => curveShapes({ points: piece.map(place), look: lookOf(index) }, plot));
}

/** Above the savings: from where the interval may reach the claim to where it surely does, and the estimate's place. */
function crossingShapes(
  { access, crossing }: AccessSweep,
  row: number,
  axis: BytesAxis,
  plot: Plot,
): Shape[] {
  const from = crossing?.lowBytes ?? crossing?.bytes ?? null;
  if (crossing === undefined || from === null) return [];
  const { bytes, highBytes } = crossing;
  const { colour } = lookOf(row);
  const stroke = { colour, widthPixels: 2 };
  const y = plot.top - CROSSING_PIXELS * (row + 0.5);
  const xOf = (reached: number): number => plot.xOf(axis.positionOf(reached));
  const first = xOf(from);
  // Without a sure end it goes on to where nothing was measured any more.
  const last = highBytes === null ? plot.right : xOf(highBytes);
  const ends = highBytes === null ? [first] : [first, last];
  const upright = (x: number): Shape =>
    line(
      [y - END_PIXELS, y + END_PIXELS].map((end) => ({ x, y: end })),
      stroke,
    );
  return [
    line(
      [first, last].map((x) => ({ x, y })),
      stroke,
    ),
    ...ends.map(upright),
    ...(bytes === null ? [] : estimateShapes(xOf(bytes), y, colour, plot)),
    crossingLabel(`${access} reach ${CLAIM_NS}`, first, last, y, plot),
  ];
}

/** Left of it, where there is room. */
function crossingLabel(text: string, first: number, last: number, y: number, plot: Plot): Shape {
  const gap = 2 * END_PIXELS;
  return first - plot.left > CROSSING_LABEL_PIXELS
    ? label({ x: first - gap, y }, text, { align: 'right' })
    : label({ x: last + gap, y }, text);
}

function estimateShapes(x: number, y: number, colour: string, plot: Plot): Shape[] {
  const down = [y, plot.yOf(THREAD_SAVING_NS_PER_CALL)].map((end) => ({ x, y: end }));
  return [
    { type: 'circle', shape: { cx: x, cy: y, r: END_PIXELS }, style: { fill: colour } },
    line(down, { colour, widthPixels: 1, dash: [2, 3] }),
  ];
}
