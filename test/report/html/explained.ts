/** Sections of a result that somebody has explained, and what stands in their tables. */

import type { Explanation } from '../../../src/explain/explanation.js';
import { isMissing, type Section } from '../../../src/report/html/section.js';
import type { Result } from '../../../src/report/result.js';
import { explanation } from '../../fixtures/explanation.js';
import { fixture } from '../fixtures.js';

export const NASTY = '</svg></table><script>alert(1)</script>"\' onload=x\u001b[31m\u202e';

export function explained(overrides: Partial<Explanation> = {}): Result {
  return { ...fixture('full'), ...explanation(overrides) };
}

/** @throws Error if the section has nothing to show */
export function shown({ render }: Section, result: Result): string {
  const rendered = render(result);
  if (isMissing(rendered)) throw new Error(rendered.missing);
  return rendered.text;
}

export function missing({ render }: Section, result: Result): string | null {
  const rendered = render(result);
  return isMissing(rendered) ? rendered.missing : null;
}

/** Of all tables: the text of each row's cells. */
export function rowsOf(page: string): string[][] {
  return [...page.matchAll(/<tr>([\s\S]*?)<\/tr>/g)].map(([, row = '']) =>
    [...row.matchAll(/<t[dh][^>]*>([\s\S]*?)<\/t[dh]>/g)].map(([, cell = '']) => textOf(cell)),
  );
}

/** Of all drawings: every text, in order. */
export function drawnTexts(page: string): string[] {
  return [...page.matchAll(/<text[^>]*>([\s\S]*?)<\/text>/g)].map(([, text = '']) => textOf(text));
}

function textOf(markup: string): string {
  return markup
    .replace(/<br>/g, '\n')
    .replace(/<[^>]*>/g, '')
    .replaceAll('&#39;', "'");
}

/** Only what the section itself wrote: nothing that a name smuggled in. */
export function expectHarmless(page: string): void {
  expectNone(page, /<script/i);
  expectNone(page.replace(/"[^"]*"/g, '""'), /<[^>]* onload=/);
  expectNone(page, /(?!\n)\p{Cc}|\p{Bidi_Control}/u);
  expectNone(page, /NaN|Infinity|undefined/);
  const opened = page.match(/<svg/g)?.length ?? 0;
  const closed = page.match(/<\/svg>/g)?.length ?? 0;
  if (opened !== closed) throw new Error(`${opened} drawings begin, ${closed} end`);
}

function expectNone(page: string, pattern: RegExp): void {
  const found = pattern.exec(page);
  if (found === null) return;
  throw new Error(`${found[0]} in ${page.slice(Math.max(0, found.index - 40), found.index + 40)}`);
}
