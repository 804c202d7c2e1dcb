import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addCompare } from '../../src/cli/commands/compare.js';
import { fleetSchema } from '../../src/compare/fleet-schema.js';
import { comparisonSchema } from '../../src/compare/schema.js';
import type { Run } from '../../src/compare/types.js';
import { writeResult } from '../../src/report/write.js';
import { altered, COSTS, run as made } from '../compare/runs.js';
import { fixturePath } from '../report/fixtures.js';
import { run } from './command.js';
import { runHere } from './in-process.js';
import { temporaryFolder } from './temporary-folder.js';

const folder = temporaryFolder();

function file(name: string, { result }: Run): string {
  const path = join(folder, name);
  writeResult(path, result);
  return path;
}

function text(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const slower = { ...COSTS, 'init-flag': 95 };
const A = file('a.json', made({ seed: 1 }));
const A_AGAIN = file('a2.json', made({ seed: 11 }));
const B = file('b.json', made({ seed: 2, costs: slower }));
const B_AGAIN = file('b,2.json', made({ seed: 12, costs: slower }));

const QUIET = ['--between-runs', '0'];

describe('as a process', () => {
  it('prints to its streams and exits with what was found', { timeout: 90_000 }, async () => {
    const ended = await run(['compare', A, B, ...QUIET, '--json'], { limitSeconds: 60 });
    expect(ended).toMatchObject({ code: 1, stderr: '' });
    expect(comparisonSchema.parse(JSON.parse(ended.stdout)).isRegression).toBe(true);
  });
});

describe('compare A B', () => {
  it('exits with 1 where something regressed, and says what', async () => {
    const { code, stdout, stderr } = await runHere(addCompare, ['compare', A, B, ...QUIET]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(/^init-flag .* regressed$/m);
    expect(stdout).not.toMatch(/^constant-once /m);
  });

  it('exits with 0 where something improved, and nothing got worse', async () => {
    const { code, stdout } = await runHere(addCompare, ['compare', B, A, ...QUIET]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^init-flag .* improved$/m);
  });

  it('exits with 0 for one file against itself: all of it is the same', async () => {
    const { code, stdout, stderr } = await runHere(addCompare, ['compare', A, A, '--full']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/10 the same within\s+5 %,\s+0\s+unresolved/);
    expect(stdout.replace(/\s+/g, ' ')).toContain(`${A} and ${A} are the same run`);
  });

  it('takes several runs a side, also files with a comma in their name', async () => {
    const { code, stdout } = await runHere(addCompare, [
      'compare',
      `${A},${A_AGAIN}`,
      B_AGAIN,
      ...QUIET,
      '--json',
    ]);
    expect(code).toBe(1);
    const { a, b } = comparisonSchema.parse(JSON.parse(stdout));
    expect([a, b].map((side) => side.map((each) => each.file))).toEqual([[A, A_AGAIN], [B_AGAIN]]);
  });

  it('--json is one document, the schema of which is strict about nothing being left out', async () => {
    const { code, stdout, stderr } = await runHere(addCompare, [
      'compare',
      A,
      B,
      ...QUIET,
      '--json',
    ]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    const document: unknown = JSON.parse(stdout);
    expect(comparisonSchema.strict().parse(document)).toEqual(document);
  });

  it('--threshold decides what matters', async () => {
    const { code, stdout } = await runHere(addCompare, [
      'compare',
      A,
      B,
      ...QUIET,
      '--threshold',
      '30',
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/10 the same\s+within 30\s+%/);
  });

  it('--markdown prints Markdown', async () => {
    const { stdout, stderr } = await runHere(addCompare, ['compare', A, B, ...QUIET, '--markdown']);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^### Comparison of B with A$/m);
    expect(stdout).toMatch(/^\| init-flag \|.*\| regressed \|$/m);
  });

  it('--html writes a page with the comparison and both results, and prints what it would', async () => {
    const page = join(folder, 'page.html');
    const { code, stdout, stderr } = await runHere(addCompare, [
      'compare',
      A,
      B,
      ...QUIET,
      '--html',
      page,
    ]);
    expect(code).toBe(1);
    expect(stderr).toBe(`kvm-mmu-bench: comparison written to ${page}\n`);
    expect(stdout).toMatch(/^init-flag .* regressed$/m);
    const html = readFileSync(page, 'utf8');
    expect(html).toContain('id="comparison"');
    expect(html).toContain('>regressed</td>');
    for (const each of [A, B]) expect(html).toContain(each);
  });
});

describe('where nothing can be compared', () => {
  it('another CPU exits with 2, after saying so', async () => {
    const other = made({ seed: 3 });
    const host = { ...other.result.host, cpuModel: 'Another Processor' };
    const path = file('other-cpu.json', altered(other, { host }));
    const { code, stdout, stderr } = await runHere(addCompare, ['compare', A, path]);
    expect(code).toBe(2);
    expect(stdout).toContain('not the same CPU');
    expect(stderr).toContain('nothing could be compared; compare --fleet');
  });

  it('a state that was not reached is named', async () => {
    const path = fixturePath('state-not-reached');
    const { code, stdout } = await runHere(addCompare, ['compare', path, path]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Not comparable\n.*dram/);
    expect(stdout).toContain('state not reached in');
  });
});

describe('three files and more', () => {
  it('are a fleet, and so are fewer with --fleet', async () => {
    for (const args of [
      [A, B, A_AGAIN],
      [A, B, '--fleet'],
      [A, '--fleet'],
    ]) {
      const { code, stdout, stderr } = await runHere(addCompare, ['compare', ...args, '--json']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const document: unknown = JSON.parse(stdout);
      const { hosts } = fleetSchema.strict().parse(document);
      expect(hosts.map((host) => host.file)).toEqual(args.filter((each) => each !== '--fleet'));
    }
  });

  it('are tables by CPU model', async () => {
    const { stdout } = await runHere(addCompare, ['compare', A, B, A_AGAIN]);
    expect(stdout).toMatch(/^3 hosts by CPU model$/m);
    expect(stdout).toMatch(/^constant-once +3 /m);
  });
});

describe('a mistake exits with 2, one line on stderr and nothing on stdout', () => {
  const truncated = text(
    'truncated.json',
    readFileSync(fixturePath('full'), 'utf8').slice(0, 5000),
  );
  const cases: [string, string[], RegExp][] = [
    ['one file', [A], /one file has nothing to be compared with: give A and B, or --fleet/],
    ['no such file', [A, join(folder, 'none.json')], /cannot read .*none\.json: no such file/],
    ['a folder', [A, folder], /it is a folder/],
    [
      'not JSON',
      [A, text('x.json', 'x')],
      /x\.json is not JSON: unexpected text at line 1, column 1/,
    ],
    ['an empty file', [A, text('empty.json', '')], /empty\.json is empty/],
    ['a truncated file', [truncated, A], /truncated\.json is truncated/],
    [
      'another schema',
      [A, text('other.json', '{"schema": "something/1"}')],
      /other\.json is "something\/1"; expected kvm-mmu-bench\/result\/1/,
    ],
    [
      'a newer schema in a fleet',
      [A, B, text('newer.json', '{"schema": "kvm-mmu-bench/result/9"}')],
      /newer\.json is kvm-mmu-bench\/result\/9, newer than/,
    ],
    [
      'a file without cells',
      [A, fixturePath('no-cells')],
      /no-cells\.json holds no cells and no boots/,
    ],
    [
      'nothing in common',
      [A, fixturePath('whole-calls')],
      /no cell or boot is in both: A has "v5\.16/,
    ],
    ['a run twice on a side', [`${A},${A}`, B], /holds the same run as/],
    ['a threshold that is none', [A, B, '--threshold', 'x'], /--threshold must be a number from 0/],
    ['two forms of output', [A, B, '--json', '--markdown'], /leave one of them out/],
    ['a page over a result', [A, B, '--html', B], /cannot write .*b\.json: it is the input/],
    ['a page of a fleet', [A, B, A_AGAIN, '--html', 'x.html'], /--html is for A and B/],
    ['a page nowhere', [A, B, '--html', '/proc/none/x.html'], /cannot write \/proc\/none\/x\.html/],
  ];
  it.each(cases)('%s', async (_, args, message) => {
    const { code, stdout, stderr } = await runHere(addCompare, ['compare', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^kvm-mmu-bench: [^\n]+\n$/);
    expect(stderr).toMatch(message);
  });
});
