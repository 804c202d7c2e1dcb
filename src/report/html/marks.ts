/** The marks of tables and charts, in the words that the terminal has for them. */

import type { StateRows } from '../by-state.js';
import type { Result } from '../result.js';
import { marksLegend } from '../wording.js';
import { type Html, html, prose } from './html.js';

/** For what makes text for a terminal: lines that the page wraps itself. */
export const ONE_LINE = { columns: Number.MAX_SAFE_INTEGER, colour: false };

/** Of tables and charts with verdicts. */
export function legend(result: Result): Html[] {
  return notes(marksLegend(result, ONE_LINE).split('\n'));
}

/** Of those with strategies' names alone. */
export function namesLegend(result: Result): Html[] {
  const decided = <T extends { resolved: boolean }>(rows: readonly T[]): T[] =>
    rows.map((row) => ({ ...row, resolved: true }));
  return legend({ ...result, cells: decided(result.cells), boots: decided(result.boots) });
}

/** A part of a section that the result lacks. @param why and how to get it, with `code` */
export function notShown(why: string): Html {
  return html`<p class="missing">Not shown: ${prose(why)}.</p>`;
}

/** Why a state's name carries `!`. */
export function notReached(states: readonly StateRows<unknown>[]): Html[] {
  return notes(
    states.flatMap(({ state, warning }) => (warning === null ? [] : [`! ${state}: ${warning}`])),
  );
}

export function stateName({ state, warning }: StateRows<unknown>): string {
  return warning === null ? state : `${state}!`;
}

export function notes(texts: readonly string[]): Html[] {
  return texts.filter((text) => text !== '').map((text) => html`<p class="legend">${text}</p>\n`);
}
