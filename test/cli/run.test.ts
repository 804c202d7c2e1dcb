import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readResult } from '../../src/report/read.js';
import { resultSchema } from '../../src/report/result.js';
import { ONE_CELL, once, run, skipWithoutAddon } from './command.js';
import { temporaryFolder } from './temporary-folder.js';

const folder = temporaryFolder();

beforeEach(skipWithoutAddon);

describe('run --json --output', () => {
  // From the folder where the command runs; what is missing on the way is made.
  const path = join('made', 'on-the-way', 'result.json');
  const file = join(folder, path);
  const options = ['--rounds', '24', '--seed', '7', '--json', '--output', path];
  const ended = once(() => run([...ONE_CELL, ...options], { cwd: folder }));

  it('prints and writes the same valid result, and talks on stderr only', async () => {
    const { code, stdout, stderr } = await ended();
    expect(code).toBe(0);
    const printed: unknown = JSON.parse(stdout);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(printed);
    expect(readResult(file)).toEqual(printed);
    expect(stderr.split('\n')).toContain(`kvm-mmu-bench: result written to ${path}`);
    for (const line of stderr.trimEnd().split('\n')) {
      expect(line).toMatch(/^(kvm-mmu-bench|measuring): /);
    }
  });

  it('measures what was asked for, and says how', async () => {
    const result = resultSchema.parse(JSON.parse((await ended()).stdout));
    expect(result).toMatchObject({
      complete: true,
      command: `kvm-mmu-bench ${[...ONE_CELL, ...options].join(' ')}`,
      plan: { seed: 7, workload: 'thread-600', skipped: [] },
      boots: [],
    });
    const [baseline, patch] = result.cells;
    expect(result.cells).toHaveLength(2);
    const where = { layout: 'v5.17', phase: 16, state: 'hot', retirement: 'drained' };
    expect(baseline).toMatchObject({ ...where, strategy: 'field-by-field', resolved: false });
    expect(patch).toMatchObject({ ...where, strategy: 'init-flag', equivalent: false });
    expect(result.noiseFloor).toMatchObject([{ state: 'hot', comparisons: 1 }]);
    expect(result.answer.length).toBeGreaterThan(0);
  });

  it('hangs together: rounds, samples, intervals, boot figures', async () => {
    const { cells } = resultSchema.parse(JSON.parse((await ended()).stdout));
    for (const { rounds, samples, savingNsPerReset, bootMicroseconds, nsPerReset } of cells) {
      expect([rounds, samples.length]).toEqual([24, 24]);
      for (const interval of [nsPerReset, savingNsPerReset, bootMicroseconds]) {
        const { estimate = 0, low = 1, high = -1 } = interval ?? {};
        expect(low).toBeLessThanOrEqual(estimate);
        expect(high).toBeGreaterThanOrEqual(estimate);
      }
      // 400 full resets a boot, and 1000 ns a microsecond.
      expect(bootMicroseconds?.estimate).toBeCloseTo(savingNsPerReset.estimate * 0.4, 9);
    }
    // 22 stores: not nothing, and not a microsecond.
    expect(cells[0]?.nsPerReset.estimate).toBeGreaterThan(0.5);
    expect(cells[0]?.nsPerReset.estimate).toBeLessThan(1000);
  });
});
