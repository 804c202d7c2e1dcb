/** A reader of RFC 4180 and nothing else: no other line ends, no stray quotes, no ragged rows. */

/** @throws Error that says where the text is no RFC 4180 */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    const { field, end } = text[at] === '"' ? quotedField(text, at) : plainField(text, at);
    row.push(field);
    if (text[end] === ',') {
      at = end + 1;
    } else if (text.startsWith('\r\n', end)) {
      rows.push(row);
      row = [];
      at = end + 2;
    } else {
      throw new Error(
        `no comma and no CRLF at ${end}: ${JSON.stringify(text.slice(end, end + 20))}`,
      );
    }
  }
  if (row.length > 0) throw new Error('the last line has no end');
  const widths = new Set(rows.map(({ length }) => length));
  if (widths.size > 1) throw new Error(`rows of ${[...widths].join(' and ')} fields`);
  return rows;
}

function plainField(text: string, start: number): { field: string; end: number } {
  const [field = ''] = /^[^",\r\n]*/.exec(text.slice(start, start + 100_000)) ?? [];
  return { field, end: start + field.length };
}

function quotedField(text: string, start: number): { field: string; end: number } {
  let at = start + 1;
  let field = '';
  for (;;) {
    const close = text.indexOf('"', at);
    if (close < 0) throw new Error(`the quote at ${start} is never closed`);
    field += text.slice(at, close);
    if (text[close + 1] !== '"') return { field, end: close + 1 };
    field += '"';
    at = close + 2;
  }
}

/** By the header's names. */
export function readRecords(text: string): Record<string, string>[] {
  const [header = [], ...rows] = readCsv(text);
  return rows.map((row) =>
    Object.fromEntries(header.map((name, index) => [name, row[index] ?? ''])),
  );
}

/** What was exported: one apostrophe in front is the export's own. */
export function rearm(field: string): string {
  return field.replace(/^'/, '');
}
