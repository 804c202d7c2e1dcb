import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { readResult } from '../../src/report/read.js';
import { checkWritable, writeResult, writeText, writeTexts } from '../../src/report/write.js';
import { fixture } from './fixtures.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'write-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const result = fixture('one-strategy');

describe('writeResult', () => {
  it('writes what readResult reads, and makes the folder', () => {
    const path = join(folder, 'a', 'b', 'result.json');
    writeResult(path, result);
    expect(readResult(path)).toEqual(result);
    expect(readdirSync(join(folder, 'a', 'b'))).toEqual(['result.json']);
  });

  it('keeps arrays of numbers on one line and strings as they are', () => {
    const path = join(folder, 'result.json');
    const awkward = { ...result, answer: ['[\n1,\n2\n]', '[ 1,  2 ]', '"', '\u2028'] };
    writeResult(path, awkward);
    expect(readFileSync(path, 'utf8')).toMatch(/"allowedCpus": \[2, 3, 4, 5\]/);
    expect(readResult(path)).toEqual(awkward);
  });

  it('refuses a result that its own reader would refuse, and leaves the previous file', () => {
    const path = join(folder, 'result.json');
    writeResult(path, result);
    const before = readFileSync(path, 'utf8');
    expect(() => writeResult(path, { ...result, wallSeconds: Number.NaN })).toThrow(
      `cannot write ${path}: the result is not valid: wallSeconds: expected number, received NaN`,
    );
    expect(readFileSync(path, 'utf8')).toBe(before);
    expect(readdirSync(folder)).toEqual(['result.json']);
  });

  it('replaces the target of a symbolic link, not the link', () => {
    const path = join(folder, 'latest.json');
    writeFileSync(join(folder, 'target.json'), 'old');
    symlinkSync('target.json', path);
    writeResult(path, result);
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(readResult(join(folder, 'target.json'))).toEqual(result);
  });

  it('does not replace a device', () => {
    writeResult('/dev/null', result);
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it('writes into a pipe', async () => {
    const path = join(folder, 'pipe');
    expect(spawnSync('mkfifo', [path]).status).toBe(0);
    const copy = join(folder, 'copy.json');
    const reader = spawn('sh', ['-c', 'cat "$0" > "$1"', path, copy]);
    writeResult(path, result);
    await once(reader, 'exit');
    expect(readResult(copy)).toEqual(result);
  });
});

describe('writeText', () => {
  it('writes any text as it is, in place of the previous one, and makes the folder', () => {
    const path = join(folder, 'new', 'page.html');
    for (const text of ['<!doctype html>\r\n', 'µ 列 \u2028', '']) {
      writeText(path, text);
      expect(readFileSync(path, 'utf8')).toBe(text);
    }
    expect(readdirSync(join(folder, 'new'))).toEqual(['page.html']);
  });
});

describe('writeTexts', () => {
  it('writes all files', () => {
    const files = ['a.svg', 'b/b.txt'].map((name) => ({ path: join(folder, name), text: name }));
    writeTexts(files);
    for (const { path, text } of files) expect(readFileSync(path, 'utf8')).toBe(text);
    expect(readdirSync(folder)).toEqual(['a.svg', 'b']);
    expect(readdirSync(join(folder, 'b'))).toEqual(['b.txt']);
  });

  it('writes none where one cannot be written, whichever it is', () => {
    const good = { path: join(folder, 'good'), text: 'new' };
    const bad = { path: join(folder, 'folder'), text: 'new' };
    writeFileSync(good.path, 'old');
    mkdirSync(bad.path);
    for (const files of [
      [good, bad],
      [bad, good],
    ]) {
      expect(() => writeTexts(files)).toThrow(`cannot write ${bad.path}: it is a folder`);
      expect(readFileSync(good.path, 'utf8')).toBe('old');
      expect(readdirSync(folder)).toEqual(['folder', 'good']);
    }
  });
});

describe.each([
  ['writeResult', (path: string) => writeResult(path, result)],
  ['writeText', (path: string) => writeText(path, 'text')],
  ['checkWritable', checkWritable],
])('%s fails in one line', (_, attempt) => {
  function failure(path: string): Error {
    try {
      attempt(path);
    } catch (error) {
      expect(error).toBeInstanceOf(UsageError);
      return error as Error;
    }
    throw new Error('it succeeded');
  }

  it('where a file stands in for a folder', () => {
    const file = join(folder, 'file');
    writeFileSync(file, 'kept');
    for (const path of [join(file, 'x.json'), join(file, 'sub', 'x.json')]) {
      expect(failure(path).message).toBe(
        `cannot write ${path}: a part of the path is a file, not a folder`,
      );
    }
    expect(readFileSync(file, 'utf8')).toBe('kept');
  });

  it('where the path is a folder', () => {
    const path = join(folder, 'folder');
    mkdirSync(path);
    expect(failure(path).message).toBe(`cannot write ${path}: it is a folder`);
    expect(readdirSync(path)).toEqual([]);
  });

  it('where the file system lets nobody create files', () => {
    expect(failure('/proc/result.json').message).toMatch(/^cannot write \/proc\/result\.json: \S/);
  });

  it('where a name is too long', () => {
    const path = join(folder, 'x'.repeat(300));
    expect(failure(path).message).toBe(`cannot write ${path}: a name in it is too long`);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('checkWritable', () => {
  it('leaves nothing behind but the folder', () => {
    const path = join(folder, 'new', 'result.json');
    checkWritable(path);
    expect(existsSync(path)).toBe(false);
    expect(readdirSync(join(folder, 'new'))).toEqual([]);
  });

  it('leaves an existing file alone', () => {
    const path = join(folder, 'result.json');
    writeFileSync(path, 'kept');
    checkWritable(path);
    expect(readFileSync(path, 'utf8')).toBe('kept');
  });
});
