import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeCsv } from '../../src/export/rfc4180.js';
import { readCsv, rearm } from './read-csv.js';

/** What could end a field, a line or a quote too early, or begin a formula. */
const oddity = fc.constantFrom(
  'a',
  '"',
  ',',
  '\r',
  '\n',
  ';',
  "'",
  '=',
  '+',
  '-',
  '@',
  '\t',
  ' ',
  '＝',
);
const text = fc.oneof(fc.string(), fc.string({ unit: oddity }), fc.string({ unit: 'binary' }));
const table = fc
  .integer({ min: 1, max: 5 })
  .chain((width) => fc.array(fc.array(text, { minLength: width, maxLength: width })));

describe('any table of texts', () => {
  it('is read again by RFC 4180, field by field', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const read = readCsv(encodeCsv(rows)).map((row) => row.map(rearm));
        expect(read).toEqual(rows);
      }),
    );
  });

  it('has no field that a spreadsheet takes for a formula', () => {
    fc.assert(
      fc.property(table, (rows) => {
        for (const field of readCsv(encodeCsv(rows)).flat()) {
          expect(field.trimStart()).not.toMatch(/^[=+\-@＋－＝＠]/);
          expect(field).not.toMatch(/^[\t\r\n]/);
        }
      }),
    );
  });
});

describe('a text', () => {
  it.each([
    ['v5.16', 'v5.16'],
    ['two, words', '"two, words"'],
    ['the "struct"', '"the ""struct"""'],
    ['=1+1', "'=1+1"],
    ['-2', "'-2"],
    [' @SUM(A1)', "' @SUM(A1)"],
    ["'quoted", "''quoted"],
    ['=HYPERLINK("x","y")', `"'=HYPERLINK(""x"",""y"")"`],
    ['a=b', 'a=b'],
    ['', ''],
  ])('%j is written %s', (value, written) => {
    expect(encodeCsv([[value]])).toBe(`${written}\r\n`);
  });
});

describe('a number', () => {
  it('keeps all its digits and its sign, without an apostrophe', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(number, (value) => {
        const [[field = ''] = []] = readCsv(encodeCsv([[value]]));
        // A minus before zero says nothing.
        expect(Number(field)).toBe(value === 0 ? 0 : value);
      }),
    );
  });
});

it('writes truth as words, and nothing for null', () => {
  expect(encodeCsv([[true, null, false]])).toBe('true,,false\r\n');
});
