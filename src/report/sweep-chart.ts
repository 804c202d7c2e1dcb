/** What the patch saves as the guest's footprint grows: a chart for its reads and one for its writes. */

import { excludesZero } from '../explain/estimate.js';
import type { Crossing, Explanation, SweepPoint } from '../explain/explanation.js';
import { THREAD_SAVING_MICROSECONDS, THREAD_SAVING_NS_PER_CALL } from '../explain/thread.js';
import { formatBytes, formatNumber, formatValue } from '../format.js';
import type { Interval } from '../stats/types.js';
import { formatMeasured, unresolvedLegend } from './explain-details.js';
import { groupBy } from './groups.js';
import type { Cell } from './table.js';
import { palette, type TextOptions, wrap, wrapPainted } from './text.js';
import { resolvedMark, savingCell } from './wording.js';

interface ChartColumn {
  head: string;
  cells: readonly (Cell | string)[];
  /** What it shows, where its head cannot say it. */
  note?: string;
}

/** Cells left and right of the one that stands for zero. */
interface Scale {
  nsPerCell: number;
  left: number;
  right: number;
}

const GUTTER = '  ';
/** Below this a bar tells less than the number beside it. */
const NARROWEST_BAR = 16;
/** The zero, and what rounding up on both sides may add. */
const CELLS_BESIDE_BARS = 3;

const BAR = '#';
const WHISKER = '-';
const ZERO = '|';
const CLAIM = ':';
const CLAIM_REACHED = '+';
const CLAIM_TEXT = `${formatNumber(THREAD_SAVING_NS_PER_CALL, 0)} ns`;

/** Empty text without points. */
export function sweepCharts(
  { sweep, crossings }: Pick<Explanation, 'sweep' | 'crossings'>,
  options: TextOptions,
): string {
  if (sweep.length === 0) return '';
  const charts = groupBy(sweep, ({ access }) => access).map(([first, ...others]) => {
    const { access } = first;
    const points = [first, ...others].sort((one, other) => one.bytes - other.bytes);
    const crossing = crossings.find((each) => each.access === access);
    return { access, crossing, columns: columnsThatFit(access, points, options) };
  });
  const texts = charts.map(({ access, crossing, columns }) =>
    [
      wrapPainted(titleOf(access), options.columns, GUTTER, palette(options.colour).title),
      ...layOut(columns),
      ...(crossing ? [wrap(crossingText(crossing), options.columns, GUTTER)] : []),
    ].join('\n'),
  );
  const columns = charts.flatMap((each) => each.columns);
  const legend = [
    ...columnNotes(columns, options),
    ...unresolvedLegend(
      sweep.map(({ savingNsPerCall }) => savingNsPerCall),
      options,
    ),
  ];
  return [...texts, ...(legend.length > 0 ? [legend.join('\n')] : [])].join('\n\n');
}

function titleOf(access: SweepPoint['access']): string {
  const done = access === 'reads' ? 'read' : 'written';
  return `Saving per call after the guest has ${done} so much between two resets, ns`;
}

/** Load latency gives way to the bars first, then the cost; last the bars to the numbers. */
function columnsThatFit(
  access: string,
  points: readonly SweepPoint[],
  options: TextOptions,
): ChartColumn[] {
  const savings = points.map((point) => point.savingNsPerCall);
  const size = { head: access, cells: points.map(({ bytes }) => formatBytes(bytes)) };
  const load = {
    head: 'load',
    cells: points.map((point) => formatValue(point.loadLatencyNs)),
    note: "load: of the struct's lines just before the reset",
  };
  const cost = {
    head: 'cost',
    cells: points.map((point) => formatMeasured(point.costNsPerCall)),
    note: 'cost: of a call without the patch',
  };
  const saving = {
    head: `saving${resolvedMark(true)}`,
    cells: savings.map((interval) => {
      const resolved = excludesZero(interval);
      return savingCell(formatMeasured(interval), { resolved, interval }, options);
    }),
  };
  for (const before of [[size, load, cost], [size, cost], [size]]) {
    const room = options.columns - widthWithGutters([...before, saving]) - GUTTER.length;
    if (room >= NARROWEST_BAR) return [...before, bars(savings, room), saving];
  }
  return [size, saving];
}

function bars(savings: readonly Interval[], cells: number): ChartColumn {
  const scale = scaleFor(savings, cells);
  return {
    head: axis(scale),
    cells: savings.map((saving) => bar(saving, scale)),
    note:
      `${BAR} the saving, ${WHISKER} its 95 % interval, ${ZERO} zero, ${CLAIM} the claim, ` +
      `${CLAIM_TEXT} a call or ${THREAD_SAVING_MICROSECONDS} µs per boot ` +
      `(${CLAIM_REACHED} where the interval reaches it)`,
  };
}

/** From the worst loss, if there is one, to the claim or beyond: nothing is cut off. */
function scaleFor(savings: readonly Interval[], cells: number): Scale {
  const ends = savings
    .flatMap(({ estimate, low, high }) => [estimate, low, high])
    .filter(Number.isFinite);
  const least = Math.min(0, ...ends);
  const most = Math.max(THREAD_SAVING_NS_PER_CALL, ...ends);
  const room = cells - CELLS_BESIDE_BARS;
  const nsPerCell = most / room - least / room;
  const left = least < 0 ? Math.max(1, Math.ceil(-least / nsPerCell)) : 0;
  return { nsPerCell, left, right: cells - 1 - left };
}

/** Cells from zero; a loss has one at least, however small. */
function cellsTo(ns: number, { nsPerCell }: Scale): number {
  const cells = Math.round(ns / nsPerCell);
  return ns < 0 ? Math.min(-1, cells) : cells;
}

function claimCell(scale: Scale): number {
  return Math.max(1, cellsTo(THREAD_SAVING_NS_PER_CALL, scale));
}

function axis(scale: Scale): string {
  const width = scale.left + 1 + scale.right;
  const zero = `${' '.repeat(scale.left)}0`;
  const start = Math.min(scale.left + claimCell(scale), width - CLAIM_TEXT.length);
  const labels = start > zero.length ? zero.padEnd(start) + CLAIM_TEXT : zero;
  return labels.padEnd(width);
}

function bar(saving: Interval, scale: Scale): string {
  const to = {
    estimate: cellsTo(saving.estimate, scale),
    low: cellsTo(saving.low, scale),
    high: cellsTo(saving.high, scale),
  };
  const claim = claimCell(scale);
  const reached = Math.max(saving.estimate, saving.high) >= THREAD_SAVING_NS_PER_CALL;
  const glyph = (cell: number): string => {
    if (cell === 0) return ZERO;
    if (cell === claim) return reached ? CLAIM_REACHED : CLAIM;
    if (isBetween(cell, 0, to.estimate)) return BAR;
    return isBetween(cell, to.low, to.high) ? WHISKER : ' ';
  };
  const width = scale.left + 1 + scale.right;
  return Array.from({ length: width }, (_, index) => glyph(index - scale.left)).join('');
}

function isBetween(cell: number, one: number, other: number): boolean {
  return cell >= Math.min(one, other) && cell <= Math.max(one, other);
}

/** Not by the table writer, which would fold the spaces of a bar. */
function layOut(columns: readonly ChartColumn[]): string[] {
  const [sizes] = columns;
  const rows = sizes?.cells.map((_, row) => columns.map(({ cells }) => cells[row] ?? ''));
  const widths = columns.map(widthOf);
  return [
    joinCells(
      columns.map(({ head }) => head),
      widths,
    ),
    '-'.repeat(widthWithGutters(columns)),
    ...(rows ?? []).map((cells) => joinCells(cells, widths)),
  ];
}

/** The first column holds names, the others numbers. */
function joinCells(cells: readonly (Cell | string)[], widths: readonly number[]): string {
  const fitted = cells.map((cell, index) => {
    const [text, width] = [textOf(cell), widths[index] ?? 0];
    const padded = index === 0 ? text.padEnd(width) : text.padStart(width);
    return typeof cell === 'string' || cell.paint === undefined ? padded : cell.paint(padded);
  });
  return fitted.join(GUTTER).trimEnd();
}

function widthWithGutters(columns: readonly ChartColumn[]): number {
  const widths = columns.map((column) => widthOf(column) + GUTTER.length);
  return widths.reduce((sum, width) => sum + width, -GUTTER.length);
}

function widthOf({ head, cells }: ChartColumn): number {
  return Math.max(head.length, ...cells.map((cell) => textOf(cell).length));
}

function textOf(cell: Cell | string): string {
  return typeof cell === 'string' ? cell : cell.text;
}

function crossingText({ access, bytes, lowBytes, highBytes, mostBytes }: Crossing): string {
  const where = `${access} up to ${formatBytes(mostBytes)}`;
  if (bytes === null && lowBytes === null) {
    return `${where}: the saving and its interval stay below ${CLAIM_TEXT} a call`;
  }
  const first = (reached: number | null): string =>
    reached === null ? 'nowhere' : `first at ${formatBytes(reached)}`;
  return (
    `${where}: the saving reaches ${CLAIM_TEXT} a call ${first(bytes)}; ` +
    `its interval's upper end ${first(lowBytes)}, the lower end ${first(highBytes)}`
  );
}

/** Of the columns that are there. */
function columnNotes(columns: readonly ChartColumn[], options: TextOptions): string[] {
  const notes = new Set(columns.flatMap(({ note }) => note ?? []));
  const { faint } = palette(options.colour);
  return [...notes].map((note) => wrapPainted(note, options.columns, GUTTER, faint));
}
