import { describe, expect, it } from 'vitest';
import { diffLayouts } from '../../src/layout/diff.js';
import type { StrategyChange } from '../../src/layout/lines/strategy-changes.js';
import type { Layout } from '../../src/layout/types.js';
import { layoutCheckText, layoutDiffText } from '../../src/report/layout-diff.js';
import { textOptions } from '../../src/report/tables.js';

const PLAIN = textOptions(80, false);

const A: Layout = {
  ...{ name: 'v6.1', origin: { kind: 'built-in' }, sizeBytes: 64, phase: 40 },
  ...{ rootMmuOffset: 680, kernel: null },
  fields: [
    { name: 'invlpg', offset: 0, sizeBytes: 8, role: 'constant' },
    { name: 'root', offset: 8, sizeBytes: 16, role: 'root' },
    { name: 'level', offset: 24, sizeBytes: 1, role: 'untouched' },
  ],
};
const B: Layout = {
  ...A,
  ...{ name: 'live', sizeBytes: 56, kernel: '6.1.9' },
  fields: [
    { name: 'root', offset: 0, sizeBytes: 24, role: 'root' },
    { name: 'level', offset: 24, sizeBytes: 1, role: 'constant' },
    { name: 'vendor', offset: 25, sizeBytes: 1, role: 'untouched' },
  ],
};

/** Cells of a line, which are two spaces apart or more. */
const rowsOf = (text: string) => text.split('\n').map((line) => line.split(/ {2,}/));

describe('the difference of two layouts as text', () => {
  const strategies: StrategyChange[] = [
    {
      strategy: 'field-by-field',
      a: { bytes: 24, lines: [0, 1] },
      b: { bytes: 16, lines: [1, 2, 4] },
    },
    { strategy: 'probe', a: { bytes: 0, lines: [] }, b: null },
  ];
  const text = (a: Layout, b: Layout) =>
    layoutDiffText({ a, b, changes: diffLayouts(a, b), strategies }, PLAIN);

  it('begins with what the two are', () => {
    const [head = ''] = text(A, B).split('\n\n');
    expect(head).toMatch(/^A v6\.1: 64 bytes at phase 40, 2 cache lines; root_mmu at byte 680 of/);
    expect(head).toMatch(/^B live: 56 bytes at phase 40, 2 cache lines; /m);
  });

  it('has a row for everything that differs, and says how', () => {
    const [, table = ''] = text(A, B).split('\n\n');
    expect(rowsOf(table)).toEqual([
      ['5 differences'],
      ['what differs', 'A', 'B', 'how'],
      [expect.stringMatching(/^-+$/)],
      ['sizeBytes', '64', '56', 'by -8'],
      ['invlpg', '0+8', '-', 'removed'],
      ['root', '8+16', '0+24', 'moved by -8, resized by +8'],
      ['level', '24+1', '24+1', 'untouched -> constant'],
      ['vendor', '-', '25+1', 'added'],
      ['Fields as offset+size, in bytes.'],
    ]);
  });

  it('ends with the lines that each strategy dirties of both', () => {
    const [, , table = ''] = text(A, B).split('\n\n');
    expect(rowsOf(table).slice(3)).toEqual([
      ['field-by-field', '24', '2', '0–1', '16', '3', '1–2, 4'],
      ['probe', '0', '0', 'none', '-', '-', '-'],
    ]);
  });

  it('says that nothing differs', () => {
    expect(text(A, { ...A, name: 'again' }).split('\n\n')[1]).toBe('No field differs.');
  });
});

describe('the check as text', () => {
  const text = (layout: Layout) =>
    layoutCheckText({ expected: A, layout, changes: diffLayouts(A, layout) }, PLAIN);

  it('says of which kernel it is, and that it is the same', () => {
    expect(text({ ...A, name: 'live', kernel: '6.1.9' })).toMatch(
      /^live \(kernel 6\.1\.9\) is as built-in v6\.1\nlive: 64 bytes at phase 40/,
    );
    expect(text({ ...A, name: 'mine' })).toMatch(/^mine is as built-in v6\.1\n/);
  });

  it('says that it differs, and in what', () => {
    const [verdict = '', table = ''] = text(B).split('\n\n');
    expect(verdict).toMatch(/^live \(kernel 6\.1\.9\) differs from built-in v6\.1\n/);
    expect(rowsOf(table).slice(0, 2)).toEqual([
      ['5 differences'],
      ['what differs', 'built in', 'found', 'how'],
    ]);
  });
});
