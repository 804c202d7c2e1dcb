import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { readResult } from '../../src/report/read.js';
import { FIXTURES, fixture, fixtureJson, fixturePath } from './fixtures.js';

const folder = mkdtempSync(join(tmpdir(), 'read-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

function messageFor(text: string): string {
  const path = join(folder, 'result.json');
  writeFileSync(path, text);
  return messageOf(path);
}

function messageOf(path: string): string {
  try {
    readResult(path);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    const { message } = error as Error;
    expect(message).not.toContain('\n');
    expect(message).toContain(path);
    return message.replaceAll(path, 'FILE');
  }
  throw new Error('readResult accepted it');
}

describe('readResult', () => {
  it.each(FIXTURES)('reads %s', (name) => {
    expect(fixture(name).schema).toBe('kvm-mmu-bench/result/1');
  });

  it('names files that cannot be read', () => {
    expect(messageOf(join(folder, 'absent.json'))).toBe('cannot read FILE: no such file');
    expect(messageOf(folder)).toBe('cannot read FILE: it is a folder');
    expect(messageOf(join(fixturePath('full'), 'x'))).toBe(
      'cannot read FILE: a part of the path is a file, not a folder',
    );
  });

  it.each([
    ['', 'FILE is empty'],
    [' \n', 'FILE is empty'],
    ['abc', 'FILE is not JSON: unexpected text at line 1, column 1'],
    ['{"a":1,}', 'FILE is not JSON: unexpected text at line 1, column 8'],
    ['{\n "a": tru,\n "b": 2}', 'FILE is not JSON: unexpected text at line 2, column 10'],
    ['{"a":1}\n}', 'FILE is not JSON: unexpected text at line 2, column 1'],
    [`[${'1,'.repeat(500)}\n2,\nx]`, 'FILE is not JSON: unexpected text at line 3, column 1'],
    ['{"a":"µ', 'FILE is truncated: its JSON ends at byte 8'],
    ['{"a":[1,\n', 'FILE is truncated: its JSON ends at byte 9'],
  ])('says where %j goes wrong', (text, message) => {
    expect(messageFor(text)).toBe(message);
  });

  it('recognises a result that was cut anywhere', () => {
    const text = readFileSync(fixturePath('one-strategy'), 'utf8').trimEnd();
    for (let end = 1; end < text.length; end += 97) {
      expect(messageFor(text.slice(0, end))).toMatch(/^FILE is truncated/);
    }
  });

  it.each([
    ['[]', 'FILE is not a result: it has no schema name; expected kvm-mmu-bench/result/1'],
    ['null', 'FILE is not a result: it has no schema name; expected kvm-mmu-bench/result/1'],
    [
      '{"schema":1}',
      'FILE is not a result: it has no schema name; expected kvm-mmu-bench/result/1',
    ],
    [
      '{"schema":"kvm-mmu-bench/result/12"}',
      'FILE is kvm-mmu-bench/result/12, newer than the kvm-mmu-bench/result/1 that this version reads; update kvm-mmu-bench',
    ],
    ['{"schema":"other/2"}', 'FILE is "other/2"; expected kvm-mmu-bench/result/1'],
  ])('compares the schema name of %j', (text, message) => {
    expect(messageFor(text)).toBe(message);
  });

  it('names the fields that are wrong, the first three of them', () => {
    const json = fixtureJson('one-strategy');
    expect(messageFor(JSON.stringify({ ...json, wallSeconds: 'long' }))).toBe(
      'FILE is not a valid result: wallSeconds: expected number, received string',
    );
    const { date: _, ...undated } = json;
    expect(messageFor(JSON.stringify(undated))).toBe(
      'FILE is not a valid result: date: expected string, it is missing',
    );
    const spoiled = JSON.stringify(json).replaceAll('"phase":40', '"phase":"40"');
    expect(messageFor(spoiled)).toMatch(
      /^FILE is not a valid result: plan\.cells\[0\]\.phase: expected number, .*; and \d+ more$/,
    );
    const outside = JSON.stringify(json).replaceAll('"path":"tdp"', '"path":"ept"');
    expect(messageFor(outside)).toContain(
      'plan.cells[0].path: expected one of "tdp"|"npt"|"shadow"',
    );
  });
});
