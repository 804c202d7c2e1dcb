/** Measured values as the report's tables and charts write them. */

import { excludesZero } from '../../../explain/estimate.js';
import { formatInterval, NOT_AVAILABLE } from '../../../format.js';
import type { Interval } from '../../../stats/types.js';
import { unresolvedLegend } from '../../explain-details.js';
import { resolvedMark } from '../../wording.js';
import { type Html, html, NO_HTML } from '../html.js';
import { notes, ONE_LINE } from '../marks.js';

/** `1.2 [0.9, 1.4]`, and `n/a` for what could not be measured. */
export function measured(interval: Interval | null): string {
  return interval === null ? NOT_AVAILABLE : formatInterval(interval, excludesZero(interval));
}

/** The same of a difference: `0.2 [-0.1, 0.5]?` where zero is within. */
export function measuredSaving(interval: Interval | null): string {
  if (interval === null) return NOT_AVAILABLE;
  return `${measured(interval)}${resolvedMark(excludesZero(interval))}`.trimEnd();
}

/** What stands out: the first of those with the largest estimate; undefined of none. */
export function largestOf<T>(all: readonly T[], intervalOf: (one: T) => Interval): T | undefined {
  const most = Math.max(...all.map((one) => intervalOf(one).estimate));
  return all.find((one) => intervalOf(one).estimate === most);
}

/** Explains the mark where one was seen. */
export function savingLegend(savings: readonly (Interval | null)[]): Html[] {
  return notes(unresolvedLegend(savings, ONE_LINE));
}

/** Sentences below each other; none is no list. */
export function listOf(sentences: readonly string[]): Html {
  const said = sentences.filter((sentence) => sentence.trim() !== '');
  return said.length === 0
    ? NO_HTML
    : html`<ul>${said.map((text) => html`<li>${text}</li>\n`)}</ul>`;
}
