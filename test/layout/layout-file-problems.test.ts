import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LayoutDocument } from '../../src/layout/files/layout-file.js';
import { layoutProblems } from '../../src/layout/files/layout-file-checks.js';
import {
  type DocumentField,
  documentField as field,
  layoutFile,
  layoutFiles,
} from './support/layout-documents.js';

const problemsOf = (...fields: DocumentField[]) => layoutProblems(layoutFile({ fields }));

describe('fields that cannot be where they are said to be', () => {
  it('are none of a right file', () => {
    fc.assert(
      fc.property(layoutFiles, (document) => {
        expect(layoutProblems(document)).toEqual([]);
      }),
    );
  });

  it('that overlap: the later one in the struct is named, and what it overlaps', () => {
    expect(problemsOf(field('b', 4, 8, 'root', { alignment: 4 }), field('a', 0, 6))).toEqual([
      'fields[0] "b": bytes 4..11 overlap fields[1] "a", 0..5',
    ]);
    expect(problemsOf(field('all', 0, 40), field('x', 8, 4), field('y', 20, 4))).toEqual([
      'fields[1] "x": bytes 8..11 overlap fields[0] "all", 0..39',
      'fields[2] "y": bytes 20..23 overlap fields[0] "all", 0..39',
    ]);
    expect(problemsOf(field('a', 3, 1), field('b', 3, 1))).toEqual([
      'fields[1] "b": bytes 3..3 overlap fields[0] "a", 3..3',
    ]);
  });

  it('that pass the end of the struct', () => {
    expect(problemsOf(field('a', 56, 8), field('tail', 60, 16))).toEqual([
      'fields[1] "tail": bytes 60..75 pass the end of the struct, sizeBytes 64',
      'fields[1] "tail": bytes 60..75 overlap fields[0] "a", 56..63',
    ]);
  });

  it('pointers that are misaligned, unless they are said to be none', () => {
    expect(problemsOf(field('invlpg', 12, 8))).toEqual([
      'fields[0] "invlpg": a pointer at 12, no multiple of 8; if it is none, say its "alignment"',
    ]);
    expect(problemsOf(field('comm', 12, 8, 'untouched', { alignment: 4 }))).toEqual([]);
    expect(problemsOf(field('pair', 12, 16), field('word', 33, 4))).toEqual([]);
  });

  it('whatever is misaligned by its own word', () => {
    expect(problemsOf(field('x', 12, 4, 'root', { alignment: 8 }))).toEqual([
      'fields[0] "x": offset 12 is no multiple of its alignment, 8',
    ]);
    expect(problemsOf(field('x', 12, 4, 'root', { alignment: 12 }))).toEqual([
      'fields[0] "x": alignment 12 is no power of two',
    ]);
  });

  it('of one name: resets and lists of moves tell them apart by it', () => {
    expect(problemsOf(field('a', 0, 8), field('b', 8, 8), field('a', 16, 8))).toEqual([
      'fields[2] "a": has the name of fields[0]',
    ]);
  });

  it('whose names cannot be printed are escaped, long ones cut', () => {
    const [problem = ''] = problemsOf(field(`\u001b[31m${'x'.repeat(150)}`, 60, 8));
    expect(problem).toMatch(/^fields\[0\] "\\u001b\[31mx+…": bytes 60\.\.67 pass the end/);
  });
});

describe('values', () => {
  const valued = (role: DocumentField['role'], sizeBytes: number, value: number) =>
    problemsOf(field('x', 0, sizeBytes, role, { value }));

  it.each([
    [1, -128],
    [1, 255],
    [2, 65_535],
    [4, 2 ** 32 - 1],
    [4, -(2 ** 31)],
    [8, 2 ** 31 - 1],
    [8, -1],
  ])('of %i bytes: %i is one store', (sizeBytes, value) => {
    expect(valued('constant', sizeBytes, value)).toEqual([]);
  });

  it.each([
    [1, 256, 8],
    [1, -129, 8],
    [2, 65_536, 16],
    [4, 2 ** 32, 32],
    [8, 2 ** 31, 32],
    [8, -(2 ** 31) - 1, 32],
  ])('of %i bytes: %i does not fit', (sizeBytes, value, bits) => {
    expect(valued('constant', sizeBytes, value)).toEqual([
      `fields[0] "x": value ${value} does not fit the ${bits} bits that one store has room for`,
    ]);
  });

  it('are for constant fields of a size that one store covers', () => {
    expect(valued('role-dependent', 8, 1)).toEqual([
      'fields[0] "x": a value is for constant fields, this one is role-dependent',
    ]);
    expect(valued('constant', 3, 1)).toEqual([
      'fields[0] "x": a value is for fields of 1, 2, 4, 8 bytes, this one has 3',
    ]);
  });
});

describe('every mistake of a right file is found, at its place', () => {
  const mistake = (document: LayoutDocument, index: number, changes: Partial<DocumentField>) =>
    layoutProblems({
      ...document,
      fields: document.fields.map((each, at) => (at === index ? { ...each, ...changes } : each)),
    });
  const withField = layoutFiles.filter(({ fields }) => fields.length > 0);

  it('a field moved onto another, or past the end', () => {
    fc.assert(
      fc.property(withField, fc.nat(), fc.nat(), (document, one, other) => {
        const { fields, sizeBytes } = document;
        const [moved, onto] = [one % fields.length, other % fields.length];
        const past = mistake(document, moved, { offset: sizeBytes });
        expect(past.some((each) => each.startsWith(`fields[${moved}] `))).toBe(true);
        if (moved === onto) return;
        const problems = mistake(document, moved, { offset: fields[onto]?.offset ?? 0 });
        const overlap = problems.filter((each) => each.includes(' overlap '));
        expect(overlap.some((each) => each.includes(`fields[${moved}] `))).toBe(true);
      }),
    );
  });
});
