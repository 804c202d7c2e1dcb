/** A recorded guest between the transitions of a boot, beside a model whose guest nobody recorded. */

import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readResult } from '../../src/report/read.js';
import type { BootResult } from '../../src/report/result.js';
import { displayWidth } from '../../src/report/text.js';
import { once, run, skipWithoutAddon } from './command.js';
import { temporaryFolder } from './temporary-folder.js';

const file = join(temporaryFolder(), 'recorded.json');
const MODEL = 'seabios:call32=2,yields=1';

const ended = once(async () => {
  const where = ['--quick', '--layout', 'v5.17', '--strategy', 'init-flag', '--rounds', '100'];
  const workloads = ['--workload', `pc-kernel,${MODEL}`];
  const { code, stdout, stderr } = await run([
    ...['boot', ...where, ...workloads, '--full', '--output', file],
  ]);
  expect(code, stderr).toBe(0);
  return { stdout, result: readResult(file) };
});

async function bootsOf(workload: string): Promise<BootResult[]> {
  const { boots } = (await ended()).result;
  const found = boots.filter((boot) => boot.workload === workload);
  expect(found.length).toBeGreaterThan(0);
  return found;
}

/** By state, of the baseline. */
const statesOf = (boots: readonly BootResult[]) =>
  boots.filter(({ strategy }) => strategy === 'field-by-field').map(({ state }) => state);

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

beforeEach(skipWithoutAddon);

describe('boot of a recorded guest', () => {
  it('adds, unasked, the state that its footprint leaves the lines in', async () => {
    expect(statesOf(await bootsOf('pc-kernel'))).toEqual(['hot', 'l1-evicted', 'dram', 'recorded']);
  });

  it('says of that state alone where the lines were', async () => {
    for (const { state, lineLevels } of await bootsOf('pc-kernel')) {
      expect(lineLevels !== null).toBe(state === 'recorded');
    }
  });

  it('has looked before entries and RSMs, and counts no line in a level it cannot tell', async () => {
    const [recorded] = (await bootsOf('pc-kernel')).filter(({ state }) => state === 'recorded');
    const found = recorded?.lineLevels;
    if (!found) throw new Error('no line levels');
    expect(found.apart).toHaveLength(found.levels.length - 1);
    expect(found.misreadShares).toHaveLength(found.levels.length - 1);
    expect(found.passes).toBeGreaterThan(0);
    for (const looks of [found.enter, found.rsm]) {
      expect(looks).toHaveLength(found.levels.length);
      expect(sum(looks)).toBeGreaterThan(0);
      for (const [pair, apart] of found.apart.entries()) {
        if (!apart) expect(looks[pair + 1]).toBe(0);
      }
    }
  });

  it('shows shares of all looks, which add up to 100 %', async () => {
    const text = (await ended()).stdout.replace(/\s+/g, ' ');
    const said = [...text.matchAll(/before (SMM entries|RSMs): (.*?) \((\d+) looks\)/g)];
    expect(said.map(([, when]) => when)).toEqual(['SMM entries', 'RSMs']);
    for (const [, , shares = '', looks] of said) {
      const percents = [...shares.matchAll(/([\d.]+) %/g)].map(([, share]) => Number(share));
      expect(Number(looks)).toBeGreaterThan(0);
      // Each is rounded to a tenth.
      expect(Math.abs(sum(percents) - 100)).toBeLessThanOrEqual(0.05 * percents.length + 1e-9);
    }
  });
});

describe('boot of a model with parameters', () => {
  it('is replayed as the parameters say: seven SMIs', async () => {
    for (const boot of await bootsOf(MODEL)) {
      // 1 + 2 x call32 + 2 x yields; of the three calls of each one returns early.
      expect(boot).toMatchObject({ transitions: 14, fullResets: 14, earlyResets: 7 });
    }
  });

  it('is in the states that were chosen, as nobody recorded its guest', async () => {
    expect(statesOf(await bootsOf(MODEL))).toEqual(['hot', 'l1-evicted', 'dram']);
  });
});

describe('the text of both', () => {
  it('has 80 columns at most, and both workloads', async () => {
    const { stdout } = await ended();
    for (const line of stdout.split('\n')) expect(displayWidth(line), line).toBeLessThanOrEqual(80);
    expect(stdout).toMatch(/^pc-kernel, v5\.17@16, recorded, drained /m);
    expect(stdout).toMatch(/^seabios:call32=2,yields=1, v5\.17@16, hot, drained /m);
  });

  it('warns of no disagreement about the resets', async () => {
    const { warnings } = (await ended()).result;
    expect(warnings.filter((warning) => warning.includes('the expansion says'))).toEqual([]);
  });
});
