/** The marks, titles and legends that the tables share. */

import { formatNs } from '../format.js';
import type { Interval } from '../stats/types.js';
import { BASELINE, notEquivalent } from './groups.js';
import type { CellResult, Result } from './result.js';
import type { Cell } from './table.js';
import type { Paint, TextOptions } from './text.js';
import { palette, wrap, wrapPainted } from './text.js';

const NOT_EQUIVALENT_MARK = '†';

type StateCheck = CellResult['stateCheck'];

export function strategyName(strategy: string, marked: ReadonlySet<string>): string {
  return marked.has(strategy) ? `${strategy} ${NOT_EQUIVALENT_MARK}` : strategy;
}

/** Appended to every value that may be unresolved; a space otherwise, which keeps digits in line. */
export function resolvedMark(resolved: boolean): string {
  return resolved ? ' ' : '?';
}

export function savingCell(
  text: string,
  saving: { resolved: boolean; interval: Interval },
  options: TextOptions,
): Cell {
  const content = `${text}${resolvedMark(saving.resolved)}`;
  return { text: content, paint: savingPaint(saving, options) };
}

function savingPaint(
  { resolved, interval }: { resolved: boolean; interval: Interval },
  options: TextOptions,
): Paint {
  const { good, bad, faint } = palette(options.colour);
  if (!resolved) return faint;
  return interval.estimate > 0 ? good : bad;
}

/** Null where the lines were where they should have been. */
export function stateWarning(rows: readonly { stateCheck: StateCheck }[]): string | null {
  const failed = rows.map((row) => row.stateCheck).find((check) => !check.reached);
  if (failed === undefined) return null;
  const { loadLatencyNs, referenceNs, nearerNs, fartherNs, method } = failed;
  const levels: string[] = [];
  if (referenceNs > 0) levels.push(formatNs(referenceNs));
  if (nearerNs > 0) levels.push(`${formatNs(nearerNs)} one level nearer`);
  if (fartherNs > 0) levels.push(`${formatNs(fartherNs)} one farther`);
  const loads = `loads took ${formatNs(loadLatencyNs)}`;
  return `state NOT reached: ${loads}; here it is ${levels.join(', ')} (made by ${method})`;
}

/** Explains only the marks that the reader has seen; empty if there were none. */
export function marksLegend(result: Result, options: TextOptions): string {
  const marked = notEquivalent(result);
  const rows = [...result.cells, ...result.boots];
  const lines: string[] = [];
  if (rows.some((row) => row.strategy !== BASELINE && !row.resolved)) {
    lines.push(
      '? not resolved: 0 is within the interval that lets all verdicts of a cell hold together at ' +
        '95 %, the size is below the noise floor, or the cell is too noisy',
    );
  }
  if (marked.size > 0) {
    lines.push(`${NOT_EQUIVALENT_MARK} not equivalent: can leave other bytes than ${BASELINE}`);
  }
  const { faint } = palette(options.colour);
  return lines.map((line) => wrapPainted(line, options.columns, '  ', faint)).join('\n');
}

export function titleLines(title: string, warning: string | null, options: TextOptions): string[] {
  const paint = palette(options.colour);
  const lines = [wrapPainted(title, options.columns, '  ', paint.title)];
  if (warning !== null) lines.push(wrapPainted(warning, options.columns, '  ', paint.warning));
  return lines;
}

/** A section without rows says so: an absent table could be an error. */
export function nothing(what: string, options: TextOptions): string {
  return wrap(`${what}: none`, options.columns);
}
