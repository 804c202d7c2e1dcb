import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Result } from '../../src/report/result.js';
import { serialiseResult } from '../../src/report/write.js';
import { wholeResult } from './findings-files.js';

const SCRIPT = fileURLToPath(new URL('../../bench/findings.ts', import.meta.url));
const TSX = createRequire(import.meta.url).resolve('tsx');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'findings-command-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', TSX, SCRIPT, ...args],
    {
      encoding: 'utf8',
    },
  );
  return { status, stdout, stderr };
}

function stored(name: string, result: Result): string {
  const path = join(folder, name);
  writeFileSync(path, serialiseResult(result));
  return path;
}

describe('npm run findings', () => {
  it('writes the page and its chart beside it, and says so', () => {
    const from = stored('whole.json', wholeResult());
    const [page, chart] = [join(folder, 'out/page.md'), join(folder, 'out/chart.svg')];
    const { status, stdout, stderr } = run('--from', from, '--output', page, '--figure', chart);
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(stderr).toBe(`kvm-mmu-bench: ${page} and ${chart} made of ${from}\n`);
    expect(readFileSync(page, 'utf8')).toContain('](chart.svg)');
    expect(readFileSync(chart, 'utf8')).toMatch(/^<svg /);
  });

  it('writes nothing of an incomplete result: one line, exit code 2', () => {
    const from = stored('cut.json', wholeResult({ complete: false }));
    const page = join(folder, 'cut.md');
    const { status, stderr } = run('--from', from, '--output', page, '--figure', `${page}.svg`);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^kvm-mmu-bench: [^\n]*cut\.json is incomplete[^\n]*\n$/);
    expect(existsSync(page)).toBe(false);
  });

  it('does not write over what it reads', () => {
    const from = stored('precious.json', wholeResult());
    const { status, stderr } = run('--from', from, '--output', from);
    expect(status).toBe(2);
    expect(stderr).toContain('name another output');
    expect(readFileSync(from, 'utf8')).toBe(serialiseResult(wholeResult()));
  });
});
