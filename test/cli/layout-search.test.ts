import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { addSearch } from '../../src/cli/commands/layout/search.js';
import { layoutFileText, readLayoutFile } from '../../src/layout/files/layout-file.js';
import { displayWidth } from '../../src/report/text.js';
import type { MeasureCandidates, MeasuringOptions } from '../../src/search/types.js';
import { measuredNs } from '../report/search-outcomes.js';
import { structOf } from '../search/structs.js';
import { skipWithoutAddon } from './command.js';
import { runHere } from './in-process.js';

beforeEach(skipWithoutAddon);

const folder = mkdtempSync(join(tmpdir(), 'layout-search-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** In place of a measurement: the original takes 100 ns, each candidate what is given. */
function measuring(candidateNs: number) {
  const asked: { names: string[]; options: MeasuringOptions; origins: string[] }[] = [];
  const measure: MeasureCandidates = async (layouts, options) => {
    asked.push({
      names: layouts.map(({ name }) => name),
      origins: layouts.map(({ origin }) => origin.kind),
      options,
    });
    return layouts.map((_, index) => measuredNs(index === 0 ? 100 : candidateNs));
  };
  return { asked, add: (program: Command) => addSearch(program, () => measure) };
}

const search = (args: readonly string[], candidateNs = 90) =>
  runHere(measuring(candidateNs).add, ['search', ...args]);

/** Without the progress of a busy host. */
const messages = (stderr: string) => stderr.replace(/^(searching|measuring): .*\n/gm, '');

function small(): string {
  const file = join(folder, 'small.json');
  const layout = structOf([
    { sizeBytes: 8, role: 'constant' },
    { sizeBytes: 120, role: 'untouched' },
    { sizeBytes: 8, role: 'role-dependent' },
  ]);
  writeFileSync(file, layoutFileText(layout));
  return file;
}

describe('layout search', () => {
  it('measures the original and the candidates, all with code made at run time', async () => {
    const { asked, add } = measuring(90);
    const args = ['--layout', 'v5.19', '--state', 'l2-evicted', '--budget', '3', '--seed', '7'];
    const { code, stdout } = await runHere(add, ['search', ...args]);
    expect(code).toBe(0);
    const [call] = asked;
    expect(call?.names).toEqual(['v5.19', ...[1, 2, 3, 4, 5].map((n) => `v5.19-reordered-${n}`)]);
    expect(new Set(call?.origins)).toEqual(new Set(['file']));
    expect(call?.options).toEqual({
      ...{ strategy: 'field-by-field', state: 'l2-evicted', retirement: 'drained' },
      ...{ budgetSeconds: 3, seed: 7, cpu: -1 },
    });
    expect(stdout).toContain('- move shadow_zero_check behind');
    expect(stdout.replace(/\s+/g, ' ')).toContain('µs over the 400 full resets of thread-600.');
    for (const line of stdout.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(80);
  });

  it('--json is one document and nothing else; --output is the winner as a layout', async () => {
    const output = join(folder, 'winner.json');
    const { code, stdout, stderr } = await search(['--layout', small(), '--json', '-o', output]);
    expect({ code, said: messages(stderr) }).toEqual({
      ...{ code: 0, said: `kvm-mmu-bench: wrote ${output}\n` },
    });
    const { winner, candidates } = JSON.parse(stdout);
    const { layout } = candidates[winner];
    const { origin: _, ...written } = readLayoutFile(output);
    expect(layout).toEqual({ schema: 'kvm-mmu-bench/layout/1', ...written });
    expect(written.fields.map(({ name }) => name)).not.toEqual(['a', 'b', 'c']);
  });

  it('that no order gains is a result: it is said, and no file is written', async () => {
    const output = join(folder, 'none.json');
    const { code, stdout, stderr } = await search(['--layout', small(), '-o', output], 99.9);
    expect(code).toBe(0);
    expect(stdout.replace(/\s+/g, ' ')).toContain('faster than the original beyond its interval');
    expect(stderr).toContain(`no order is better than the original's: ${output} is not written`);
    expect(existsSync(output)).toBe(false);
  });

  it('measures nothing where nothing better was found, or nothing is to be measured', async () => {
    const { asked, add } = measuring(90);
    const found = await runHere(add, ['search', '--layout', 'hot-first']);
    expect(found.stdout.replace(/\s+/g, ' ')).toContain('does better: proven.');
    const searched = await runHere(add, ['search', '--layout', small(), '--no-measure']);
    expect(searched.stdout).toContain('Candidates, not measured');
    expect({ asked, codes: [found.code, searched.code] }).toEqual({ asked: [], codes: [0, 0] });
  });

  it('keeps groups together, those of --group besides the assumed ones', async () => {
    const free = await search(['--layout', small(), '--no-measure', '--json']);
    expect(JSON.parse(free.stdout).candidates).not.toEqual([]);
    const groups = ['--group', 'a,b', '--group', 'b,c'];
    const bound = await search([
      '--layout',
      'v6.1',
      '--no-measure',
      '--json',
      '--group',
      'root,pdptrs',
    ]);
    expect(JSON.parse(bound.stdout).groups).toHaveLength(4);
    const alone = ['--no-default-groups', '--layout', small(), '--no-measure', '--json'];
    const { stdout } = await search([...alone, ...groups]);
    expect(JSON.parse(stdout).groups).toMatchObject([
      { fields: ['a', 'b'], mostLines: 2 },
      { fields: ['b', 'c'], mostLines: 3 },
    ]);
  });

  it('a measurement that fails is the error, told once, and what was found stays', async () => {
    const failing: MeasureCandidates = async () => {
      throw new Error('no cell reached its state');
    };
    const { code, stdout, stderr } = await runHere(
      (program) => addSearch(program, () => failing),
      ['search', '--layout', small()],
    );
    expect(code).toBe(1);
    expect(stdout).toBe((await search(['--layout', small(), '--no-measure'])).stdout);
    expect(messages(stderr)).toBe('kvm-mmu-bench: no cell reached its state\n');
  });
});

describe('layout search refuses, in one line and with 2,', () => {
  it.each([
    [['--layout', 'v5.61'], 'unknown layout "v5.61": did you mean v5.16'],
    [['--strategy', 'memcpy-mov46'], 'unknown strategy "memcpy-mov46": did you mean memcpy-mov64'],
    [['--strategy', 'empty'], 'unknown strategy "empty"'],
    [['--strategy', 'prefetchw-frist'], 'unknown strategy "prefetchw-frist"'],
    [['--objective', 'saving'], '--objective saving compares with field-by-field: give another'],
    [['--objective', 'ns'], '--objective ns needs --line-ns NS'],
    [['--objective', 'ns', '--line-ns', '-3'], '--line-ns must be a number from 0.001'],
    [['--phase', 'fre'], '--phase must be keep, free or 0 to 56 in steps of 8, not "fre"'],
    [['--phase', '12'], '--phase must be a multiple of 8, not 12'],
    [['--phase', '64'], '--phase must be a whole number from 0 to 56, not "64"'],
    [['--group', 'root_hpa,root_gpd'], 'unknown field "root_gpd": did you mean root_pgd'],
    [['--group', 'root_hpa'], '--group "root_hpa" names one field'],
    [['--state', 'hot,dram'], '--state takes one name here, not 2'],
    [['--state', 'recorded'], 'state recorded is for boots'],
    [['--retirement', 'all'], '--retirement takes one name here, not 2'],
    [['--workload', 'thread-60'], 'unknown workload "thread-60": did you mean thread-600'],
    [['--budget', '0'], '--budget must be a number from 1 to 86400, not "0"'],
    [['--seed', 'x'], '--seed must be a whole number'],
    [['--cpu', '8000'], '--cpu 8000 is not allowed for this process'],
    [['--output', tmpdir()], tmpdir()],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await search(['--layout', 'v5.16', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr.trimEnd()).not.toContain('\n');
  });

  it('a workload that the winner would be written over', async () => {
    const trace = join(folder, 'boot.jsonl');
    writeFileSync(trace, 'a boot');
    const { code, stderr } = await search([
      ...['--layout', small(), '--workload', trace, '-o', trace],
    ]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `kvm-mmu-bench: cannot write ${trace}: it is the input ${trace}; give another --output\n`,
    });
  });

  it('a phase that nothing can be measured at, before it searches', async () => {
    const file = join(folder, 'phase.json');
    const layout = structOf([{ sizeBytes: 8, role: 'constant' }]);
    writeFileSync(file, layoutFileText({ ...layout, phase: 4 }));
    const { code, stderr } = await search(['--layout', file]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^kvm-mmu-bench: layout .* lies at phase 4, .* --no-measure\n$/);
  });

  it('a struct whose reset writes nothing', async () => {
    const file = join(folder, 'nothing.json');
    writeFileSync(file, layoutFileText(structOf([{ sizeBytes: 8, role: 'untouched' }])));
    const { code, stderr } = await search(['--layout', file]);
    expect(code).toBe(2);
    expect(stderr).toContain('a reset of it writes nothing');
  });
});
