/** ns per copy against bytes, both logarithmic: a curve for each way of copying, named at its end. */

import type { Curve } from '../../../explain/explanation.js';
import type { Interval } from '../../../stats/types.js';
import { CHART_WIDTH_PIXELS, type Chart } from '../chart.js';
import { label, line, type Plot, type Shape } from '../drawing.js';
import { spread } from '../side-labels.js';
import { type BytesAxis, bytesAxis } from './bytes-axis.js';
import { type CurvePoint, curveShapes, lookOf } from './curves.js';
import { type LogAxis, logAxis } from './log-axis.js';
import { type MarkLine, marksPixels, verticalLines, verticalMarks } from './mark-lines.js';
import { AXIS_PIXELS, drawnIn, gridOf, panelAt, sharedAxis, valueAxis } from './panels.js';

/** Sizes nearer to each other have one name. */
const ONE_NAME_RATIO = 1.15;

export interface Copier {
  name: string;
  points: Curve['points'];
}

export interface StructSize {
  bytes: number;
  layouts: readonly string[];
}

const PLOT_PIXELS = 340;
const NAMES_PIXELS = 110;
const NAME_PIXELS = 14;
const GAP_PIXELS = 6;

export function copyDrawing(
  copiers: readonly Copier[],
  structs: readonly StructSize[],
): Pick<Chart, 'option' | 'heightPixels'> {
  const points = copiers.flatMap((copier) => copier.points);
  const bytes = bytesAxis(points.map(({ x }) => x));
  const ns = logAxis(points.map(({ nsPerReset }) => nsPerReset.estimate));
  const marks = structMarks(structs, bytes);
  const top = marksPixels(marks.named) + GAP_PIXELS;
  const panel = panelAt(0, top, PLOT_PIXELS, CHART_WIDTH_PIXELS - NAMES_PIXELS);
  const option = {
    grid: gridOf(panel),
    xAxis: sharedAxis(bytes.option, panel, 'bytes copied'),
    yAxis: valueAxis('ns per copy', ns.option, panel),
    series: [
      drawnIn(panel, (plot) => [
        ...verticalMarks(marks.named, plot),
        ...verticalLines(marks.others, plot),
        ...copiers.flatMap(({ points: own }, index) => {
          const places = own.map((point) => placeOf(point, bytes, ns));
          return curveShapes({ points: places, look: lookOf(index) }, plot);
        }),
        ...endLabels(copiers, bytes, ns, plot),
      ]),
    ],
  };
  return { option, heightPixels: panel.area.bottom + AXIS_PIXELS };
}

function placeOf(
  { x, nsPerReset }: Curve['points'][number],
  bytes: BytesAxis,
  ns: LogAxis,
): CurvePoint {
  const { estimate, low, high } = nsPerReset;
  const y: Interval = {
    estimate: ns.positionOf(estimate),
    low: ns.positionOf(low),
    high: ns.positionOf(high),
  };
  return { x: bytes.positionOf(x), y };
}

/** Structs of about one size share a name. */
function structMarks(structs: readonly StructSize[], bytes: BytesAxis) {
  const clusters: [StructSize, ...StructSize[]][] = [];
  for (const struct of structs.filter((each) => bytes.has(each.bytes))) {
    const last = clusters.at(-1);
    if (last !== undefined && struct.bytes <= last[0].bytes * ONE_NAME_RATIO) last.push(struct);
    else clusters.push([struct]);
  }
  const mark = (at: number, text: string): MarkLine => ({ at: bytes.positionOf(at), text });
  return {
    named: clusters.map((cluster) => {
      const [first] = cluster;
      const last = cluster.at(-1) ?? first;
      const sizes = first === last ? `${first.bytes}` : `${first.bytes} to ${last.bytes}`;
      const what = cluster.length > 1 || first.layouts.length > 1 ? 'structs' : 'struct';
      return mark(first.bytes, `the ${what}: ${sizes} bytes`);
    }),
    others: clusters.flatMap(([, ...others]) => others.map((each) => mark(each.bytes, ''))),
  };
}

/** Where a curve ends, moved apart; a thin line leads back to it. */
function endLabels(copiers: readonly Copier[], bytes: BytesAxis, ns: LogAxis, plot: Plot): Shape[] {
  const ends = copiers.map(({ points }) =>
    plot.yOf(ns.positionOf(points.at(-1)?.nsPerReset.estimate ?? 0)),
  );
  const heights = spread(ends, NAME_PIXELS, plot);
  return copiers.flatMap(({ name, points }, index) => {
    const y = heights[index] ?? plot.bottom;
    const end = bytes.positionOf(points.at(-1)?.x ?? 0);
    const leader = [
      { x: plot.xOf(end) + GAP_PIXELS, y: ends[index] ?? y },
      { x: plot.right + GAP_PIXELS, y },
    ];
    const { colour } = lookOf(index);
    return [
      line(leader, { colour, widthPixels: 1 }),
      label({ x: plot.right + 1.5 * GAP_PIXELS, y }, [name], {
        widthPixels: NAMES_PIXELS - 2 * GAP_PIXELS,
      }),
    ];
  });
}
