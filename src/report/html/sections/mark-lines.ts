/** Lines across a plot at values that matter, with their names outside of the curves' way. */

import { label, line, type Plot, type Shape } from '../drawing.js';
import { CLAIM, FAINT } from '../theme.js';

export interface MarkLine {
  at: number;
  text: string;
  /** The thread's number. */
  claim?: boolean;
}

const CLAIM_STROKE = { colour: CLAIM, widthPixels: 2, dash: [6, 4] };
const STROKE = { colour: FAINT, widthPixels: 1, dash: [2, 3] };
/** Names of neighbouring lines stand above each other. */
const LABEL_ROWS = 2;
const LABEL_ROW_PIXELS = 15;
/** About half a name: nearer to an edge it does not fit around its line. */
const EDGE_PIXELS = 60;
const GAP_PIXELS = 4;

/** What the names above a plot need. */
export function marksPixels(marks: readonly MarkLine[]): number {
  return Math.min(marks.length, LABEL_ROWS) * LABEL_ROW_PIXELS + 4;
}

/** Their names stand above the plot. */
export function verticalMarks(marks: readonly MarkLine[], plot: Plot): Shape[] {
  return marks.flatMap(({ at, text, claim = false }, index) => {
    const x = plot.xOf(at);
    const y = plot.top - ((index % LABEL_ROWS) + 0.5) * LABEL_ROW_PIXELS;
    return [
      verticalLine(x, y + LABEL_ROW_PIXELS / 2, plot.bottom, claim),
      label({ x, y }, [text], { align: alignAt(x, plot), bold: claim }),
    ];
  });
}

/** The same lines in a plot below, where they need their names no more. */
export function verticalLines(marks: readonly MarkLine[], plot: Plot): Shape[] {
  return marks.map(({ at, claim = false }) =>
    verticalLine(plot.xOf(at), plot.top, plot.bottom, claim),
  );
}

/** Its name stands at the left, where most curves are low. */
export function horizontalMark({ at, text, claim = false }: MarkLine, plot: Plot): Shape[] {
  const y = plot.yOf(at);
  const ends = [plot.left, plot.right].map((x) => ({ x, y }));
  return [
    line(ends, claim ? CLAIM_STROKE : STROKE),
    label({ x: plot.left + GAP_PIXELS, y: y - LABEL_ROW_PIXELS / 2 - 1 }, [text], { bold: claim }),
  ];
}

function verticalLine(x: number, top: number, bottom: number, claim: boolean): Shape {
  const ends = [top, bottom].map((y) => ({ x, y }));
  return line(ends, claim ? CLAIM_STROKE : STROKE);
}

function alignAt(x: number, { left, right }: Plot): 'left' | 'center' | 'right' {
  if (x - left < EDGE_PIXELS) return 'left';
  return right - x < EDGE_PIXELS ? 'right' : 'center';
}
