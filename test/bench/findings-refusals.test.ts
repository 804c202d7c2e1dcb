import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSources } from '../../bench/findings/sources.js';
import { UsageError } from '../../src/errors.js';
import type { Result } from '../../src/report/result.js';
import { serialiseResult } from '../../src/report/write.js';
import { emptyExplanation } from '../fixtures/explanation.js';
import { wholeResult } from './findings-files.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'findings-refusals-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function stored(name: string, content: Result | string | Buffer): string {
  const path = join(folder, name);
  const isText = typeof content === 'string' || Buffer.isBuffer(content);
  writeFileSync(path, isText ? content : serialiseResult(content));
  return path;
}

/** The message, which is on one line and a mistake of the user's. */
function refusal(...paths: string[]): string {
  try {
    readSources(paths);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    const text = String(error instanceof Error ? error.message : error);
    expect(text).not.toContain('\n');
    return text;
  }
  throw new Error('not refused');
}

const COMPLETE = wholeResult();
const EXPLAINS_NOTHING: Result = { ...COMPLETE, ...emptyExplanation() };

describe('findings are made of', () => {
  it('a result that has everything', () => {
    const [source] = readSources([stored('all.json', COMPLETE)]);
    expect(source).toMatchObject({ name: 'all', result: { date: COMPLETE.date } });
  });

  it('several that have it together, each by the name of its file', () => {
    const paths = [
      stored('cells.json', EXPLAINS_NOTHING),
      stored('why.json', { ...COMPLETE, cells: [], boots: [] }),
    ];
    expect(readSources(paths).map(({ name }) => name)).toEqual(['cells', 'why']);
  });

  it('a compressed one, without its samples lost', () => {
    const path = stored('small.json.gz', gzipSync(serialiseResult(COMPLETE)));
    const [source] = readSources([path]);
    expect(source?.name).toBe('small');
    expect(source?.result).toEqual(readSources([stored('plain.json', COMPLETE)])[0]?.result);
  });
});

describe('findings are not made of', () => {
  it('an interrupted run: the command to repeat is named', () => {
    const path = stored('cut.json', { ...COMPLETE, complete: false, command: 'npm run x' });
    expect(refusal(path)).toBe(
      `${path} is incomplete: its run was interrupted, and findings need all of it; run it again: "npm run x"`,
    );
  });

  it('two machines', () => {
    const other = { ...COMPLETE, host: { ...COMPLETE.host, hostname: 'elsewhere\n<b>' } };
    const message = refusal(stored('here.json', COMPLETE), stored('there.json', other));
    expect(message).toMatch(/here\.json .*there\.json .*"elsewhere\\n<b>".*of one machine each/);
  });

  it('two builds of the native code', () => {
    const fingerprint = { ...COMPLETE.fingerprint, addon: 'f'.repeat(64) };
    const paths = [stored('old.json', COMPLETE), stored('new.json', { ...COMPLETE, fingerprint })];
    expect(refusal(...paths)).toContain('made by different builds');
  });

  it('two files of one name, or the same file twice', () => {
    const path = stored('same.json', COMPLETE);
    const compressed = stored('same.json.gz', gzipSync(serialiseResult(COMPLETE)));
    for (const other of [path, compressed]) {
      expect(refusal(path, other)).toContain('two of the files are named "same"');
    }
  });

  it.each([
    ['a cell of the patch', { cells: COMPLETE.cells.filter((c) => c.strategy !== 'init-flag') }],
    ['a cell of the baseline', { cells: [] }],
    ['a replayed boot', { boots: [] }],
    ['hypotheses', { hypotheses: [] }],
    ['a ledger', { ledger: null }],
  ])('files without %s: the command that measures it is named', (_, lacking) => {
    const path = stored('lacking.json', { ...COMPLETE, ...lacking });
    expect(refusal(path)).toMatch(/lacking\.json holds .*: .*npm run bench:native.* measures it$/);
  });

  it.each([
    ['what is not JSON', 'hello', /is not JSON/],
    ['a truncated file', serialiseResult(COMPLETE).slice(0, 5000), /is truncated/],
    ['another schema', '{"schema": "other/1"}', /expected kvm-mmu-bench\/result\/1/],
    ['an empty file', '', /is empty/],
  ])('%s, compressed or not: the file is named as it was given', (_, text, expected) => {
    const plain = stored('bad.json', text);
    const compressed = stored('bad.json.gz', gzipSync(text));
    for (const path of [plain, compressed]) {
      const message = refusal(path);
      expect(message).toMatch(expected);
      expect(message).toContain(path);
      expect(message.split(basename(path)).length).toBe(2);
    }
  });

  it('a file that is only named as if it were compressed', () => {
    const path = stored('fake.json.gz', 'plain text');
    expect(refusal(path)).toBe(`cannot read ${path}: incorrect header check`);
  });

  it('a file that is not there', () => {
    const path = join(folder, 'nothing.json.gz');
    expect(refusal(path)).toMatch(new RegExp(`^cannot read ${path}: .*no such file`));
  });
});
