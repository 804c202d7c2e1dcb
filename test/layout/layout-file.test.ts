import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import {
  layoutDocument,
  layoutFileText,
  readLayoutFile,
  writeLayoutFile,
} from '../../src/layout/files/layout-file.js';
import type { Layout } from '../../src/layout/types.js';
import { documentField, layoutFile, layoutFiles } from './support/layout-documents.js';

const folder = mkdtempSync(join(tmpdir(), 'layout-file-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'layout.json');

function read(content: unknown): Layout {
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return readLayoutFile(path);
}

function messageFor(content: unknown): string {
  try {
    read(content);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    const { message } = error as Error;
    expect(message).toMatch(/^[^\n]{1,399}$/);
    return message.replaceAll(path, 'FILE');
  }
  throw new Error('it was accepted');
}

describe('a layout file', () => {
  it('is a layout whose fields ascend, wherever they stand in the file', () => {
    const { fields, name, sizeBytes, phase, kernel, rootMmuOffset } = layoutFile();
    expect(read(layoutFile({ fields: [...fields].reverse() }))).toEqual({
      ...{ name, sizeBytes, phase, kernel, rootMmuOffset, fields },
      origin: { kind: 'file', file: path },
    });
  });

  it('may leave out the kernel and the place of root_mmu', () => {
    const { kernel: _, rootMmuOffset: __, ...rest } = layoutFile();
    expect(read(rest)).toMatchObject({ kernel: null, rootMmuOffset: null });
  });

  it('may have no field, and nothing that a reset writes: that is for measuring to refuse', () => {
    expect(read(layoutFile({ fields: [] })).fields).toEqual([]);
  });

  it('is written and read again without a loss', () => {
    fc.assert(
      fc.property(layoutFiles, (document) => {
        const layout = read(document);
        writeLayoutFile(path, layout);
        expect(readLayoutFile(path)).toEqual(layout);
        expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(layoutDocument(layout));
      }),
      { numRuns: 50 },
    );
  });

  it('is written with a line a field', () => {
    const layout = read(layoutFile());
    const lines = layoutFileText(layout).split('\n');
    expect(lines).toContain(
      '    { "name": "direct", "offset": 17, "sizeBytes": 1, "role": "constant", "value": 1 },',
    );
    expect(lines.filter((line) => line.includes('"offset"'))).toHaveLength(layout.fields.length);
    expect(JSON.parse(layoutFileText({ ...layout, fields: [] }))).toMatchObject({ fields: [] });
  });

  it('gets an alignment where 8 bytes are no pointer: its reader would take them for one', () => {
    const name = documentField('comm', 4, 8);
    const layout = { ...read(layoutFile()), fields: [name] };
    expect(layoutDocument(layout).fields).toEqual([{ ...name, alignment: 4 }]);
    writeLayoutFile(path, layout);
    expect(readLayoutFile(path).fields).toEqual([{ ...name, alignment: 4 }]);
  });
});

describe('what is no layout is refused in one line that names the file', () => {
  it.each([
    ['', 'FILE is empty'],
    ['{"schema"', 'FILE is truncated: its JSON ends at byte 9'],
    ['{\n "a": 1,\n}', 'FILE is not JSON: unexpected text at line 3, column 1'],
    ['{"a":1}\n}', 'FILE is not JSON: unexpected text at line 2, column 1'],
    ['[]', 'FILE has no schema name: expected a layout, "schema": "kvm-mmu-bench/layout/1"'],
    ['null', 'FILE has no schema name: expected a layout, "schema": "kvm-mmu-bench/layout/1"'],
    [
      '{"schema": "kvm-mmu-bench/result/1"}',
      'FILE is "kvm-mmu-bench/result/1": expected a layout, "schema": "kvm-mmu-bench/layout/1"',
    ],
  ])('%j', (text, message) => {
    expect(messageFor(text)).toBe(message);
  });

  it('cut anywhere: it is said to be truncated', () => {
    const text = JSON.stringify(layoutFile());
    for (let end = 1; end < text.length; end += 7) {
      expect(messageFor(text.slice(0, end))).toBe(
        `FILE is truncated: its JSON ends at byte ${Buffer.byteLength(text.slice(0, end))}`,
      );
    }
  });

  it('with a character too many: it is named by its line and column', () => {
    const lines = JSON.stringify(layoutFile(), null, 1).split('\n');
    lines.slice(1, -1).forEach((line, index) => {
      const spoiled = lines.with(index + 1, `${line}}`);
      expect(messageFor(spoiled.join('\n'))).toMatch(/^FILE is not JSON: unexpected text at line /);
    });
    const [place] = /line.*/.exec(messageFor(lines.with(1, '\u0007').join('\n'))) ?? [];
    expect(place).toBe('line 2, column 1');
  });

  it('as are files that cannot be read', () => {
    const absent = join(folder, 'absent.json');
    expect(() => readLayoutFile(absent)).toThrow(`cannot read ${absent}: no such file`);
    expect(() => readLayoutFile(folder)).toThrow(`cannot read ${folder}: it is a folder`);
  });

  it('where a number is out of range or a role unknown, at its place', () => {
    const start = 'FILE is not a valid layout: ';
    expect(messageFor(layoutFile({ phase: 64 }))).toMatch(`${start}phase: Too big`);
    expect(messageFor(layoutFile({ sizeBytes: 4097 }))).toMatch(`${start}sizeBytes: Too big`);
    expect(messageFor(layoutFile({ sizeBytes: 0 }))).toMatch(`${start}sizeBytes: Too small`);
    const wrong = { ...documentField('x', 0, 1), role: 'const' };
    expect(messageFor({ ...layoutFile(), fields: [wrong] })).toMatch(
      `${start}fields[0].role: expected one of "constant"|"role-dependent"|`,
    );
    expect(messageFor({ ...layoutFile(), fields: [{ name: 'x' }] })).toBe(
      `${start}fields[0].offset: expected number, it is missing; ` +
        'fields[0].sizeBytes: expected number, it is missing; and 1 more',
    );
  });

  it('where a member is misspelt: it would be ignored', () => {
    const misspelt = { ...documentField('x', 0, 8), ofset: 8 };
    expect(messageFor({ ...layoutFile(), fields: [misspelt] })).toBe(
      'FILE is not a valid layout: fields[0]: there is no member "ofset"',
    );
    expect(messageFor({ ...layoutFile(), [`a\u0007${'b'.repeat(500)}`]: 1 })).toMatch(
      /^FILE is not a valid layout: the document: there is no member "a\\u0007b+…"$/,
    );
  });
});
