/** A Vega-Lite specification with its data: the boot figure by strategy and cache state. */

import { THREAD_SAVING_MICROSECONDS } from '../explain/thread.js';
import { type BootCell, isOfBoots } from '../report/boot-resets.js';
import { BASELINE } from '../report/groups.js';
import { savingRange } from '../report/html/axis.js';
import type { BootResult, CellResult, Result } from '../report/result.js';
import type { Exported } from './format.js';
import { jsonList } from './json-list.js';
import { bootPlaceTitle, cellPlaceTitle, firstPlaceTitle } from './place-titles.js';
import { plainText } from './plain-text.js';
import { measuredRows, runRow } from './rows.js';
import { figureOf, NOT_EQUIVALENT, NOT_REACHED } from './vega-lite/figure.js';

/** The figure is valid by version 5 too; viewers go by this. */
const SCHEMA = 'https://vega.github.io/schema/vega-lite/v6.json';

/** A result without what the figure cannot show. */
type Drawn = Omit<Result, 'cells'> & { cells: BootCell[] };

export function exportVegaLite(result: Result): Exported {
  const drawn: Drawn = { ...result, cells: result.cells.filter(isOfBoots) };
  const values = drawnRows(drawn);
  const specification = JSON.stringify(withoutData(drawn, values), null, 2);
  const data = `"data": {"name": "measured", "values": ${jsonList(values)}}`;
  // Last, because it is the longest.
  const omitted = result.cells.length - drawn.cells.length;
  return {
    text: `${specification.slice(0, -2)},\n  ${data}\n}\n`,
    rows: values.length,
    ...(omitted === 0 ? {} : { note: noteOf(omitted) }),
  };
}

function noteOf(omitted: number): string {
  const cells = omitted === 1 ? '1 cell is' : `${omitted} cells are`;
  return `${cells} left out: no boot resets that struct, and the figure shows µs per boot; csv has all`;
}

/** Each row knows the view that shows it. */
function drawnRows(result: Result) {
  const places = [...result.cells.map(cellPlaceTitle), ...result.boots.map(bootPlaceTitle)];
  return measuredRows(result).map((row, index) => ({ place: places[index] ?? '', ...row }));
}

function withoutData(result: Drawn, rows: ReturnType<typeof drawnRows>) {
  const run = runRow(result);
  const measured = [...result.cells, ...result.boots].filter((row) => row.strategy !== BASELINE);
  const figure = {
    subtitle: subtitleOf(result),
    places: unique(rows.map(({ place }) => place)),
    firstPlace: firstPlaceTitle(result) ?? '',
    names: unique(measured.map(nameOf)),
    states: unique(measured.map(stateOf)),
    axis: savingRange(
      [
        ...result.cells.map(({ bootMicroseconds }) => bootMicroseconds),
        ...result.boots.map(({ savingMicrosecondsPerBoot }) => savingMicrosecondsPerBoot),
      ],
      THREAD_SAVING_MICROSECONDS,
    ),
  };
  return {
    $schema: SCHEMA,
    description: `µs that each strategy saves per boot over ${BASELINE}, by the cache state of the struct's lines`,
    usermeta: { run },
    ...figureOf(figure),
  };
}

function subtitleOf({ host, date, complete }: Result): string {
  const parts = [host.hostname, host.cpuModel, `Linux ${host.kernel}`, date];
  return plainText([...parts, ...(complete ? [] : ['INTERRUPTED'])].join(', '));
}

function nameOf({ strategy, equivalent }: CellResult | BootResult): string {
  return `${plainText(strategy)}${equivalent ? '' : NOT_EQUIVALENT}`;
}

function stateOf({ state, stateCheck }: CellResult | BootResult): string {
  return `${plainText(state)}${stateCheck.reached ? '' : NOT_REACHED}`;
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
