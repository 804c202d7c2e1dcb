import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FORMATS, pickFormat } from '../../src/export/formats.js';
import { displayWidth } from '../../src/report/text.js';
import { fixture, fixturePath } from '../report/fixtures.js';
import { type Ended, run } from './command.js';
import { temporaryFolder } from './temporary-folder.js';

const folder = temporaryFolder();
const FULL = fixturePath('full');

async function rendered(format: string, name: 'full' | 'no-cells' = 'full') {
  const render = await pickFormat(format).load();
  return render(fixture(name));
}

/** With time for the other processes that are started here at once. */
function exported(...args: readonly string[]): Promise<Ended> {
  return run(['export', ...args], { limitSeconds: 60 });
}

const SLOW = { timeout: 90_000 };

describe.concurrent('export', SLOW, () => {
  it.each(['csv', 'vega-lite'])('prints %s, and nothing else', async (format) => {
    const { code, stdout, stderr } = await exported(FULL, '--format', format);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe((await rendered(format)).text);
  });

  it('writes a file, and says so beside stdout', async () => {
    const file = join(folder, 'new', 'result.csv');
    const ended = await exported(FULL, '--format', 'csv', '-o', file);
    const { text, rows } = await rendered('csv');
    const stderr = `kvm-mmu-bench: csv, ${rows} rows, written to ${file}\n`;
    expect(ended).toEqual({ code: 0, stdout: '', stderr });
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('with --json says what the file has got', async () => {
    const file = join(folder, 'result.md');
    const { code, stdout, stderr } = await exported(
      ...[FULL, '--format', 'markdown', '--output', file, '--json'],
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { text, rows } = await rendered('markdown');
    const bytes = Buffer.byteLength(text);
    expect(JSON.parse(stdout)).toEqual({ format: 'markdown', file, rows, bytes });
  });

  it('to - prints', async () => {
    const { stdout } = await exported(FULL, '--format', 'csv', '-o', '-');
    expect(stdout).toBe((await rendered('csv')).text);
    expect(existsSync('-')).toBe(false);
  });

  it('of a result without cells is empty, and says why', async () => {
    const { code, stdout, stderr } = await exported(fixturePath('no-cells'), '--format', 'csv');
    expect({ code, stdout }).toEqual({ code: 0, stdout: (await rendered('csv', 'no-cells')).text });
    expect(stderr).toMatch(/^kvm-mmu-bench: .*no-cells\.json has no cells and no boots; [^\n]+\n$/);
  });

  it('explains its formats, within 80 columns', async () => {
    const { code, stdout } = await exported('--help');
    expect(code).toBe(0);
    for (const { name, description } of FORMATS) {
      expect(stdout).toMatch(new RegExp(`^ {2}${name} +\\S`, 'm'));
      expect(stdout).toContain(description);
    }
    expect(Math.max(...stdout.split('\n').map(displayWidth))).toBeLessThanOrEqual(80);
  });
});

describe.concurrent('a mistake', SLOW, () => {
  const truncated = join(folder, 'truncated.json');
  writeFileSync(truncated, readFileSync(FULL, 'utf8').slice(0, 5000));
  const own = join(folder, 'own.json');
  writeFileSync(own, readFileSync(FULL));

  it.each([
    [[FULL, '--format', 'cvs'], 'unknown format "cvs": did you mean csv?'],
    [[FULL, '--format', 'xml\n'], 'unknown format "xml\\n" (kvm-mmu-bench export --help'],
    [[FULL], "required option '--format <name>' not specified"],
    [[FULL, '--format', 'csv', '--json', '-o', '-'], 'add --output FILE'],
    [[truncated, '--format', 'csv'], 'is truncated'],
    [[own, '--format', 'csv', '-o', own], `it is the input ${own}; give another --output`],
    [[FULL, '--format', 'csv', '-o', join(own, 'x.csv')], 'is a file, not a folder'],
  ])('%j is told in one line', async (args, message) => {
    const { code, stdout, stderr } = await exported(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^kvm-mmu-bench: [^\n]+\n$/);
    expect(stderr).toContain(message);
    expect(readFileSync(own, 'utf8')).toBe(readFileSync(FULL, 'utf8'));
  });
});
