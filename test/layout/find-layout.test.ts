import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findLayout, isFileName } from '../../src/layout/find-layout.js';
import { fakeLayout, fakeRegistry } from '../plan/registry.js';
import { layoutFile } from './support/layout-documents.js';

const folder = mkdtempSync(join(tmpdir(), 'find-layout-'));
afterAll(() => rmSync(folder, { recursive: true }));

const registry = fakeRegistry({
  layouts: [fakeLayout('v5.16', 40), fakeLayout('v5.17', 16), fakeLayout('odd.json', 0)],
});

/** A layout file there, as a user in that folder names it. */
function inFolder<T>(file: string, use: () => T): T {
  writeFileSync(join(folder, file), JSON.stringify(layoutFile()));
  const before = process.cwd();
  process.chdir(folder);
  try {
    return use();
  } finally {
    process.chdir(before);
  }
}

describe('a name', () => {
  it('of a built-in layout is that one', () => {
    expect(findLayout('v5.17', registry)).toEqual({
      ...{ name: 'v5.17', origin: { kind: 'built-in' }, sizeBytes: 392, phase: 16 },
      ...{ rootMmuOffset: 16, kernel: null, fields: [] },
    });
  });

  it('that is unknown is answered with what is near, live among it', () => {
    expect(() => findLayout('v5.71', registry)).toThrow(
      'unknown layout "v5.71": did you mean v5.17 or v5.16? (kvm-mmu-bench list layouts shows all)',
    );
    expect(() => findLayout('life', registry)).toThrow('did you mean live?');
  });

  it.each([
    ['x/v5.16', true],
    ['v5.16.json', true],
    ['./v5.16', true],
    ['v5.16', false],
    ['json', false],
    ['live', false],
  ])('%s is a file’s: %s', (name, isFile) => {
    expect(isFileName(name)).toBe(isFile);
  });
});

describe('a file', () => {
  it('is read', () => {
    const path = join(folder, 'mine.json');
    writeFileSync(path, JSON.stringify(layoutFile()));
    expect(findLayout(path, registry)).toMatchObject({ origin: { kind: 'file', file: path } });
  });

  it('in any folder: where it is absent, that is said, and no name is suggested', () => {
    expect(() => findLayout('v5.16.json', registry)).toThrow(
      'cannot read v5.16.json: no such file',
    );
    expect(() => findLayout('./v5.16', registry)).toThrow('cannot read ./v5.16: no such file');
  });

  it('whose name ends in .json wins over a layout of that name', () => {
    expect(() => findLayout('odd.json', registry)).toThrow('cannot read odd.json');
  });
});

describe('a file without an ending', () => {
  it('gives way to a layout of that name, and is read where there is none', () => {
    inFolder('v5.16', () => {
      expect(findLayout('v5.16', registry).origin).toEqual({ kind: 'built-in' });
    });
    inFolder('plain', () => {
      expect(findLayout('plain', registry)).toMatchObject({ name: 'mine' });
    });
  });
});
