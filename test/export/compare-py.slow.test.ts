/** Google Benchmark's own compare.py reads what is exported: the judge of the format. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it, type TestContext } from 'vitest';
import { z } from 'zod';
import { exportGoogleBenchmark } from '../../src/export/google-benchmark.js';
import type { Result } from '../../src/report/result.js';
import { seededRandom } from '../../src/stats/random.js';
import { fixture } from '../report/fixtures.js';

/** Where Debian's package has it. */
const COMPARE = '/usr/share/benchmark/compare.py';

const hasCompare = existsSync(COMPARE);
const hasScipy = spawnSync('python3', ['-c', 'import scipy.stats, numpy']).status === 0;

function skipWithoutTool({ skip }: TestContext): void {
  skip(!hasCompare, `${COMPARE} is missing: install the Debian package libbenchmark-tools`);
  skip(!hasScipy, 'python3 has no scipy: install the Debian package python3-scipy');
}

const folder = mkdtempSync(join(tmpdir(), 'kvm-mmu-bench-compare-py-'));
afterAll(() => rmSync(folder, { recursive: true }));

const found = z.array(
  z.object({
    name: z.string(),
    run_type: z.string(),
    time_unit: z.string(),
    measurements: z.array(
      z.object({ real_time: z.number(), real_time_other: z.number(), time: z.number() }),
    ),
    utest: z.union([
      z.strictObject({}),
      z.object({ time_pvalue: z.number(), nr_of_repetitions: z.int() }),
    ]),
  }),
);

function exported(name: string, result: Result): string {
  const path = join(folder, name);
  writeFileSync(path, exportGoogleBenchmark(result).text);
  return path;
}

function compare(...args: readonly string[]) {
  const dump = join(folder, 'found.json');
  const { status, stdout, stderr } = spawnSync(
    'python3',
    [COMPARE, '--no-color', '-d', dump, ...args],
    { encoding: 'utf8', env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } },
  );
  expect(status, stderr).toBe(0);
  return {
    stdout,
    found: found.parse(JSON.parse(readFileSync(dump, 'utf8').replace(/\bNaN\b/g, '0'))),
  };
}

function of(all: z.infer<typeof found>, name: string) {
  const one = all.find((each) => each.name === name);
  if (one === undefined) throw new Error(`compare.py has not found ${name}`);
  return one;
}

beforeEach(skipWithoutTool);

const SLOWED = 'v5.16@40/tdp/writes/unpaged/dram/drained/init-flag';
const SAME = 'v5.16@40/tdp/writes/unpaged/dram/drained/field-by-field';

/** The fixture has few rounds; these scatter by a tenth around the same estimates. */
function manyRounds(): Result {
  const random = seededRandom(36);
  const around = (value: number) =>
    Array.from({ length: 240 }, () => value * (0.95 + 0.1 * random.uniform()));
  const result = fixture('full');
  return {
    ...result,
    cells: result.cells.map((cell) => ({ ...cell, samples: around(cell.nsPerReset.estimate) })),
    boots: result.boots.map((boot) => ({
      ...boot,
      samples: around(boot.microsecondsPerBoot.estimate),
    })),
  };
}

/** One strategy costs a fifth more in one place. */
function withSlower(result: Result): Result {
  const cells = result.cells.map((cell) =>
    cell.strategy === 'init-flag' && cell.state === 'dram' && cell.retirement === 'drained'
      ? { ...cell, samples: cell.samples.map((ns) => ns * 1.2) }
      : cell,
  );
  return { ...result, cells };
}

describe('compare.py benchmarks', () => {
  it('finds what has become slower, and nothing else', () => {
    const before = exported('before.json', manyRounds());
    const after = exported('after.json', withSlower(manyRounds()));
    const { found: all } = compare('benchmarks', before, after);
    expect(of(all, `${SLOWED}_median`).measurements[0]?.time).toBeCloseTo(0.2, 3);
    expect(of(all, SLOWED).utest).toMatchObject({ nr_of_repetitions: 20 });
    expect(of(all, SLOWED).utest).toHaveProperty('time_pvalue', expect.closeTo(0, 4));
    expect(of(all, `${SAME}_median`).measurements[0]?.time).toBe(0);
    expect(of(all, SAME).utest).toHaveProperty('time_pvalue', expect.closeTo(1, 4));
  });

  it('knows every cell and boot, each with its statistics and its U test', () => {
    const path = exported('whole.json', manyRounds());
    const { found: all, stdout } = compare('-a', 'benchmarks', path, path);
    const { cells, boots } = fixture('full');
    const named = all.filter(({ run_type }) => run_type === 'iteration');
    expect(named).toHaveLength(cells.length + boots.length);
    expect(stdout.match(/_pvalue .*U Test, Repetitions: 20 vs 20$/gm)).toHaveLength(named.length);
    expect(stdout.match(/_estimate /g)).toHaveLength(named.length);
  });

  it.each(['no-cells', 'hostile'] as const)('gets through %s', (name) => {
    const path = exported(`${name}.json`, fixture(name));
    expect(compare('benchmarks', path, path).stdout).toContain('Comparing');
  });
});

describe('compare.py filters', () => {
  it('compares two strategies of one file', () => {
    const { cells } = fixture('full');
    const path = exported('one.json', manyRounds());
    const { found: all } = compare('filters', path, 'field-by-field', 'init-flag');
    const place = SAME.replace('field-by-field', '[field-by-field vs. init-flag]');
    const [measured] = of(all, `${place}_estimate`).measurements;
    const costOf = (strategy: string) =>
      cells.find(
        (cell) =>
          cell.strategy === strategy && cell.state === 'dram' && cell.retirement === 'drained',
      )?.nsPerReset.estimate;
    expect(measured?.real_time).toBe(costOf('field-by-field'));
    expect(measured?.real_time_other).toBe(costOf('init-flag'));
  });
});
