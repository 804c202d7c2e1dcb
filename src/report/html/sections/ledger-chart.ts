/** A side of the ledger as a waterfall: names at the left, bars, and the numbers at the right. */

import { excludesZero } from '../../../explain/estimate.js';
import { printable } from '../../text.js';
import { CHART_WIDTH_PIXELS, type Chart } from '../chart.js';
import { type Area, label, line, type Plot, rectangle, type Shape } from '../drawing.js';
import { FAINT, GRID, INK, PAPER, SERIES_COLOURS } from '../theme.js';
import { drawable, rangeOf } from './curves.js';
import { measuredSaving } from './interval-text.js';
import { type MarkLine, marksPixels, verticalMarks } from './mark-lines.js';
import { drawnIn, gridOf } from './panels.js';
import { type Step, type Term, waterfall } from './waterfall.js';

export interface LedgerTerm extends Term {
  name: string;
}

const ROW_PIXELS = 24;
const BAR_PIXELS = 14;
const NAMES_PIXELS = 200;
const NUMBERS_PIXELS = 130;
const GUTTER_PIXELS = 8;
const AXIS_PIXELS = 48;

export function ledgerDrawing(
  terms: readonly LedgerTerm[],
  axisName: string,
  claim: MarkLine,
): Pick<Chart, 'option' | 'heightPixels'> {
  const steps = waterfall(terms.map((term) => ({ ...term, value: drawable(term.value) })));
  const top = marksPixels([claim]);
  const area: Area = {
    left: NAMES_PIXELS,
    right: CHART_WIDTH_PIXELS - NUMBERS_PIXELS - GUTTER_PIXELS,
    top,
    bottom: top + terms.length * ROW_PIXELS,
  };
  const panel = { area, index: 0 };
  const spans = steps.map(({ from, to, low, high }) => ({
    estimate: to,
    low: Math.min(from, low),
    high: Math.max(from, high),
  }));
  const option = {
    grid: gridOf(panel),
    xAxis: {
      type: 'value',
      ...rangeOf(spans, [0, claim.at]),
      name: axisName,
      nameLocation: 'middle',
      nameGap: 28,
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: terms.map(({ name }) => printable(name)),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { interval: 0, width: NAMES_PIXELS - GUTTER_PIXELS, overflow: 'truncate' },
    },
    series: [
      drawnIn(panel, (plot) => [
        line(upright(plot.xOf(0), plot), { colour: INK, widthPixels: 1 }),
        ...steps.flatMap((step, row) => stepShapes(step, terms, row, plot)),
        numbers(terms, plot),
        ...verticalMarks([claim], plot),
      ]),
    ],
  };
  return { option, heightPixels: area.bottom + AXIS_PIXELS };
}

function upright(x: number, { top, bottom }: Pick<Plot, 'top' | 'bottom'>) {
  return [top, bottom].map((y) => ({ x, y }));
}

function stepShapes(step: Step, terms: readonly LedgerTerm[], row: number, plot: Plot): Shape[] {
  const term = terms[row];
  if (term === undefined) return [];
  const y = plot.yOf(row);
  const [from, to] = [plot.xOf(step.from), plot.xOf(step.to)];
  const { fill, stroke } = coloursOf(term);
  const bar = {
    left: Math.min(from, to),
    right: Math.max(from, to),
    top: y - BAR_PIXELS / 2,
    bottom: y + BAR_PIXELS / 2,
  };
  const ends = [step.low, step.high].map((end) => ({ x: plot.xOf(end), y }));
  return [
    rectangle(bar, excludesZero(term.value) ? fill : PAPER, stroke),
    ...belowBar(term, terms[row + 1], to, y, plot),
    line(ends, { colour: INK, widthPixels: 1.5 }),
  ];
}

/** One text of several lines: many texts take long to draw. */
function numbers(terms: readonly LedgerTerm[], plot: Plot): Shape {
  const middle = (plot.top + plot.bottom) / 2;
  return label(
    { x: plot.right + GUTTER_PIXELS, y: middle },
    terms.map(({ value }) => measuredSaving(value)),
    { widthPixels: NUMBERS_PIXELS, lineHeightPixels: ROW_PIXELS },
  );
}

/** The way to the next part, or the rule between parts and what they amount to. */
function belowBar(
  { kind }: LedgerTerm,
  next: LedgerTerm | undefined,
  x: number,
  y: number,
  { left, right }: Plot,
): Shape[] {
  if (kind !== 'part' || next === undefined) return [];
  if (next.kind === 'part') {
    const ends = [y + BAR_PIXELS / 2, y + ROW_PIXELS - BAR_PIXELS / 2].map((end) => ({
      x,
      y: end,
    }));
    return [line(ends, { colour: FAINT, widthPixels: 1 })];
  }
  const ends = [left, right].map((end) => ({ x: end, y: y + ROW_PIXELS / 2 }));
  return [line(ends, { colour: FAINT, widthPixels: 1 })];
}

/** Which way a part goes is seen without colours too. */
function coloursOf({ kind, value }: LedgerTerm): { fill: string; stroke: string } {
  if (kind === 'sum' || kind === 'whole') return { fill: GRID, stroke: FAINT };
  const [adds = INK, left = INK, , , , takes = INK] = SERIES_COLOURS;
  const part = value.estimate < 0 ? takes : adds;
  const colour = kind === 'rest' ? left : part;
  return { fill: colour, stroke: colour };
}
