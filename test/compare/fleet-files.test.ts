/** The files and examples of docs/fleet.md: as far as they can be run without a cluster. */

import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { afterAll, describe, expect, it } from 'vitest';
import { addRun } from '../../src/cli/commands/run.js';
import { fixture, fixturePath } from '../report/fixtures.js';

const DOCS = fileURLToPath(new URL('../../docs/', import.meta.url));
const read = (file: string) => readFileSync(join(DOCS, file), 'utf8');

const folder = mkdtempSync(join(tmpdir(), 'kvm-mmu-bench-fleet-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the Slurm script', () => {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  // Writes what it was told to where it was told to.
  writeFileSync(
    join(bin, 'kvm-mmu-bench'),
    '#!/bin/bash\nfor last; do :; done\necho "$@" > "$last"\n',
  );
  chmodSync(join(bin, 'kvm-mmu-bench'), 0o755);

  function task(node: string | undefined, ...args: string[]) {
    const { SLURMD_NODENAME: _, PATH, ...others } = process.env;
    return spawnSync('bash', [join(DOCS, 'fleet/slurm.sh'), ...args], {
      encoding: 'utf8',
      env: {
        ...others,
        PATH: `${bin}:${PATH}`,
        ...(node === undefined ? {} : { SLURMD_NODENAME: node }),
      },
    });
  }

  it('makes a file per node, in a folder that it makes', () => {
    const results = join(folder, 'a folder/results');
    for (const node of ['node-1', 'node-2']) expect(task(node, results).status).toBe(0);
    expect(readdirSync(results).sort()).toEqual(['node-1.json', 'node-2.json']);
    expect(readFileSync(join(results, 'node-1.json'), 'utf8')).toContain('run --layout');
  });

  it('measures a node once', () => {
    const results = join(folder, 'once');
    task('node-1', results);
    writeFileSync(join(results, 'node-1.json'), 'measured');
    const again = task('node-1', results);
    expect({ code: again.status, out: again.stdout }).toMatchObject({ code: 0 });
    expect(again.stdout).toContain('node-1.json is there');
    expect(readFileSync(join(results, 'node-1.json'), 'utf8')).toBe('measured');
  });

  it('says how it is used where it is not', () => {
    expect(task('node-1').stderr).toContain('usage: sbatch');
    expect(task(undefined, folder).stderr).toContain('to be started by sbatch');
  });
});

describe('the commands', () => {
  it('of all files are one, with options that exist', () => {
    const program = new Command();
    addRun(program);
    const known = program.commands[0]?.options.map(({ long }) => long) ?? [];
    for (const file of [
      'fleet.md',
      'fleet/slurm.sh',
      'fleet/kubernetes.yaml',
      'fleet/ansible.yaml',
    ]) {
      const options = [
        ...read(file).matchAll(/(--(?:layout|state|budget|output|json))[= ]?([\w.,]*)/g),
      ];
      const values = new Map(options.map(([, option, value]) => [option, value]));
      for (const option of values.keys()) expect(known).toContain(option);
      expect([values.get('--layout'), values.get('--state'), values.get('--budget')]).toEqual([
        'v5.16,v6.12',
        'hot,dram',
        '60',
      ]);
    }
  });
});

/** The indented block that begins with these words. */
function example(start: string): string {
  const blocks = read('fleet.md')
    .split(/\n(?=\S)/)
    .flatMap((part) => part.match(/(?:^ {4}.*\n|^\n)+/gm) ?? []);
  const found = blocks
    .map((block) => block.replace(/^ {4}/gm, '').trim())
    .find((each) => each.startsWith(start));
  if (found === undefined)
    throw new Error(`docs/fleet.md has no example that begins with ${start}`);
  return found;
}

describe('the examples', () => {
  mkdirSync(join(folder, 'fleet'));
  for (const host of [1, 2]) copyFileSync(fixturePath('full'), join(folder, `fleet/${host}.json`));
  const cells = fixture('full').cells.filter(({ strategy }) => strategy === 'init-flag');
  const savings = cells.map(({ savingNsPerReset }) => savingNsPerReset.estimate.toFixed(1));

  function output(command: string, args: readonly string[]): string {
    const { stdout, stderr, status } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return stdout;
  }

  const isThere = (command: string, ...args: string[]) => spawnSync(command, args).status === 0;

  it('of jq prints the savings of every host', ({ skip }) => {
    skip(!isThere('jq', '--version'), "jq is missing: 'apt-get install jq' has it");
    const lines = output('bash', ['-c', example('jq ')])
      .trim()
      .split('\n');
    expect(lines).toHaveLength(2 * cells.length);
    expect(lines.map((line) => Number(line.split('\t').at(-1)).toFixed(1))).toEqual([
      ...savings,
      ...savings,
    ]);
  });

  it('of pandas counts both hosts in every row', ({ skip }) => {
    skip(
      !isThere('python3', '-c', 'import pandas'),
      "pandas is missing: 'pip install pandas' has it",
    );
    const rows = output('python3', ['-c', example('import ')])
      .trim()
      .split('\n')
      .slice(2);
    expect(rows).toHaveLength(cells.length);
    for (const row of rows) expect(row).toMatch(/ 2 +-?[\d.]+ +-?[\d.]+ +-?[\d.]+$/);
  });

  it('of DuckDB counts both hosts in every row', ({ skip }) => {
    skip(
      !isThere('python3', '-c', 'import duckdb'),
      "DuckDB is missing: 'pip install duckdb' has it",
    );
    const program = `import duckdb, sys\nprint(duckdb.sql(sys.argv[1]).fetchall())`;
    const rows = output('python3', ['-c', program, example('SELECT ')]);
    expect(rows.match(/, 2, /g)).toHaveLength(cells.length);
  });
});
