/** Values and names as the findings print them: with the marks that the terminal's tables use. */

import { formatInterval } from '../../src/format.js';
import { layoutAtPhase } from '../../src/report/groups.js';
import type { BootResult, CellResult, Result } from '../../src/report/result.js';
import { marksLegend } from '../../src/report/wording.js';
import type { Interval } from '../../src/stats/types.js';
import { bullets, literal } from './markdown.js';

type Measured = CellResult | BootResult;

const NOT_AVAILABLE = 'n/a';

export function intervalText(interval: Interval | null): string {
  return interval === null ? NOT_AVAILABLE : formatInterval(interval);
}

/** `1.2 [0.9, 1.4]`, and `?` behind what is not resolved. */
export function savingText(saving: Interval, { resolved }: Measured): string {
  return `${formatInterval(saving, resolved)}${resolved ? '' : ' ?'}`;
}

/** `!` behind a state that was not reached. */
export function stateText({ state, stateCheck }: Measured): string {
  return literal(`${state}${stateCheck.reached ? '' : ' !'}`);
}

/** `v5.16@40, dram, drained, four-level guest, npt path`: what is usual is left out. */
export function placeText(row: Measured): string {
  const guest = 'guest' in row && row.guest !== 'unpaged' ? [`${row.guest} guest`] : [];
  const path = row.path === 'tdp' ? [] : [`${row.path} path`];
  const crew = 'vcpus' in row && row.vcpus > 1 ? [`${row.vcpus} vCPUs`] : [];
  const parts = [layoutAtPhase(row), row.state, row.retirement, ...guest, ...path, ...crew];
  return literal(parts.join(', '));
}

/** Of the marks that the tables of this result have. */
export function legend(result: Result): string[] {
  const rows = [...result.cells, ...result.boots];
  const lines = marksLegend(result, { columns: Number.POSITIVE_INFINITY, colour: false });
  const marks = lines === '' ? [] : lines.split('\n').map(literal);
  if (rows.some(({ stateCheck }) => !stateCheck.reached)) {
    marks.push(literal('! the lines were not where they should have been, or not all of them'));
  }
  return marks.length === 0 ? [] : [bullets(marks)];
}
