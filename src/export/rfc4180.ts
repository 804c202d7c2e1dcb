/** CSV as RFC 4180 has it, safe to open in a spreadsheet. */

import type { Value } from './columns.js';

const LINE_END = '\r\n';

/** Rows of the same number of fields, the header among them. */
export function encodeCsv(rows: readonly (readonly Value[])[]): string {
  return rows.map((row) => row.map(encodeField).join(',') + LINE_END).join('');
}

/** Numbers with all their digits; nothing for null. */
function encodeField(value: Value): string {
  return typeof value === 'string' ? quote(disarm(value)) : String(value ?? '');
}

/**
 * What a spreadsheet would take for a formula gets an apostrophe in front, which it shows as text.
 * So does a text that begins with one: a reader that takes one off has the text again.
 */
const FORMULA = /^\s*[=+\-@\uff0b\uff0d\uff1d\uff20]|^[\t\r\n']/;

function disarm(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
