/** Whole calls of kvm_init_mmu on real hardware, full and early, beside the stores alone. */

import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { SEQUENCES } from '../../src/hazard/sequences.js';
import { readResult } from '../../src/report/read.js';
import type { CellResult } from '../../src/report/result.js';
import { displayWidth } from '../../src/report/text.js';
import { once, run, skipWithoutAddon } from './command.js';
import { temporaryFolder } from './temporary-folder.js';

const file = join(temporaryFolder(), 'whole-calls.json');

/** Without NX an RSM makes one early return by the rules of v5.17, and one more by those of v6.1. */
const ARGS = [
  ...['run', '--quick', '--layout', 'v5.17,v6.1', '--path', 'shadow', '--scope', 'all'],
  ...['--calls', 'all', '--state', 'hot', '--retirement', 'drained', '--strategy', 'init-flag'],
  ...['--rounds', '48', '--workload', 'guest:mode=four-level,nx=off,smis=100'],
];

const ended = once(async () => {
  const { code, stdout, stderr } = await run([...ARGS, '--full', '--output', file]);
  expect(code, stderr).toBe(0);
  return { stdout, result: readResult(file) };
});

const kindOf = ({ layout, rules, scope, calls }: CellResult) =>
  `${layout} by ${rules}, ${scope}, ${calls}`;

beforeEach(skipWithoutAddon);

describe('run --scope all --calls all', () => {
  it('gives a valid result: stores, whole calls and early returns of every layout', async () => {
    const { cells, plan } = (await ended()).result;
    const baselines = cells.filter(({ strategy }) => strategy === 'field-by-field');
    expect(baselines.map(kindOf)).toEqual([
      'v5.17 by v5.17, writes, full',
      'v5.17 by v5.17, init, full',
      'v5.17 by v5.17, init, early',
      'v6.1 by v6.1, writes, full',
      'v6.1 by v6.1, init, full',
      'v6.1 by v6.1, init, early',
    ]);
    for (const { path } of [...cells, ...plan.cells]) expect(path).toBe('shadow');
  });

  it("multiplies savings by the resets of their kind, as each layout's rules make them", async () => {
    const { cells } = (await ended()).result;
    const resets = cells
      .filter(({ strategy }) => strategy === 'init-flag')
      .map((cell) => [
        kindOf(cell),
        (1000 * (cell.bootMicroseconds?.estimate ?? 0)) / cell.savingNsPerReset.estimate,
      ]);
    expect(resets).toEqual([
      ['v5.17 by v5.17, writes, full', expect.closeTo(400, 6)],
      ['v5.17 by v5.17, init, full', expect.closeTo(400, 6)],
      ['v5.17 by v5.17, init, early', expect.closeTo(100, 6)],
      ['v6.1 by v6.1, writes, full', expect.closeTo(400, 6)],
      ['v6.1 by v6.1, init, full', expect.closeTo(400, 6)],
      ['v6.1 by v6.1, init, early', expect.closeTo(200, 6)],
    ]);
  });

  it('has a noise floor of the stores and one of whole calls', async () => {
    const { noiseFloor } = (await ended()).result;
    expect(noiseFloor).toMatchObject([
      { scope: 'writes', state: 'hot', comparisons: 2 },
      { scope: 'init', state: 'hot', comparisons: 4 },
    ]);
  });

  it('finds a whole call dearer than its stores, and than one that returns early', async () => {
    const { cells } = (await ended()).result;
    for (const layout of ['v5.17', 'v6.1']) {
      const [stores, whole, early] = cells
        .filter((cell) => cell.layout === layout && cell.strategy === 'field-by-field')
        .map(({ nsPerReset }) => nsPerReset.estimate);
      expect(whole).toBeGreaterThan(stores ?? Number.NaN);
      expect(whole).toBeGreaterThan(early ?? Number.NaN);
      expect(early).toBeGreaterThan(0);
    }
  });

  it('looks for hazards at its first place, in the strategies that it measures', async () => {
    const { hazards } = (await ended()).result;
    expect(
      hazards.map(({ strategy, sequence, layout, path }) =>
        [strategy, sequence, layout, path].join(' '),
      ),
    ).toEqual(SEQUENCES.map(({ name }) => `init-flag ${name} v5.17 shadow`));
  });

  it('says whose calls they are, within 80 columns', async () => {
    const { stdout } = await ended();
    const text = stdout.replace(/\n {2}/g, ' ');
    for (const rules of ['v5.17', 'v6.1']) {
      expect(text).toContain(`(shadow, init of ${rules})`);
      expect(text).toContain(`(shadow, init of ${rules}, early returns)`);
    }
    for (const line of stdout.split('\n')) expect(displayWidth(line), line).toBeLessThanOrEqual(80);
  });
});
