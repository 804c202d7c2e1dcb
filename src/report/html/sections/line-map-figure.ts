/** The map as a figure: who owns the fields, or what a strategy writes, by buttons. */

import { lineRows } from '../../../layout/lines/line-rows.js';
import type { StrategyLines } from '../../../layout/lines/line-writes.js';
import { BASELINE, groupBy } from '../../groups.js';
import type { LineMap } from '../../result.js';
import { printable, shorten } from '../../text.js';
import type { DataTable } from '../data-table.js';
import { figureWithTable, labelledDrawing } from '../figure.js';
import { type Html, html } from '../html.js';
import { layerSwitcher } from '../switcher.js';
import {
  drawMap,
  NOTE_COLUMNS,
  notesLayer,
  type PlacedMap,
  placeRows,
  roleLayer,
  writesLayer,
} from './line-map-drawing.js';

interface FigureText {
  /** What a reader who does not see it is told. */
  label: string;
  /** What is in the drawing, in words. */
  table: DataTable;
}

/** @param outlined lines that stand out beside the roles of the fields */
export function mapFigure(
  map: LineMap,
  written: readonly StrategyLines[],
  outlined: readonly number[],
  { label, table }: FigureText,
): Html {
  const placed = placeRows(lineRows(map));
  const roles = html`${roleLayer(placed)}${notesLayer(placed, 'spared by', (line) => {
    return { lines: sparers(line, written), outlined: outlined.includes(line) };
  })}`;
  const layers = [
    { name: 'role of the fields', content: roles },
    ...groupBy(written, ({ ranges }) => ranges).map(([first, ...alike]) => ({
      name: nameOf(first, alike),
      content: strategyLayer(placed, first, map.phase),
    })),
  ];
  const drawing = layerSwitcher('Coloured by', layers, (drawn) =>
    labelledDrawing(label, drawMap(placed, drawn)),
  );
  return figureWithTable(drawing, table, 'line-map');
}

/** Strategies that write the same bytes share a layer. */
function nameOf({ strategy }: StrategyLines, alike: readonly StrategyLines[]): string {
  return printable(alike.length === 0 ? strategy : `${strategy} (+${alike.length} alike)`);
}

/** Beside a line: who does not dirty what the baseline does. */
function sparers(line: number, written: readonly StrategyLines[]): string[] {
  const base = written.find(({ strategy }) => strategy === BASELINE);
  if (base === undefined) return [];
  if (!base.lines.includes(line)) return ['(not dirtied)'];
  const names = written.flatMap(({ strategy, compared }) =>
    compared?.spared.includes(line) ? [strategy] : [],
  );
  return names.length === 0
    ? ['none']
    : names.map((name) => shorten(printable(name), NOTE_COLUMNS));
}

function strategyLayer(placed: PlacedMap, writes: StrategyLines, phase: number): Html {
  const { ranges, lines, compared } = writes;
  const notes = notesLayer(placed, 'line is', (line) => {
    const spared = compared?.spared.includes(line) ?? false;
    if (spared) return { lines: ['spared'], outlined: true };
    const added = compared?.added.includes(line) ?? false;
    const dirtied = lines.includes(line)
      ? ['● dirtied', ...(added ? ['additionally'] : [])]
      : ['–'];
    return { lines: dirtied, outlined: false };
  });
  return html`${writesLayer(placed, ranges, phase)}${notes}`;
}
