/** Explanations, and the main job that ends with one: what a kill leaves of them. */

import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { readResult } from '../../src/report/read.js';
import { readPartial } from '../../src/run/resume.js';
import { once, run, skipWithoutAddon, start } from './command.js';
import { temporaryFolder } from './temporary-folder.js';
import { until } from './until.js';

const root = temporaryFolder();
const MAIN_JOB = fileURLToPath(new URL('../../bench/native.ts', import.meta.url));

beforeEach(skipWithoutAddon);

describe('an explanation that is killed between experiments', () => {
  const killed = once(async () => {
    const folder = mkdtempSync(join(root, 'explain-'));
    const partial = join(folder, 'X.partial.json');
    const args = ['explain', '--quick', '--output', join(folder, 'X.json')];
    const running = start(args, { limitSeconds: 80 });
    await until(() => existsSync(partial), running);
    running.child.kill('SIGKILL');
    const { stderr } = await running.ended;
    expect(readdirSync(folder), stderr).toContain('X.partial.json');
    return partial;
  });

  it('has left what it had found, which is printed as any other', async () => {
    const partial = await killed();
    const { complete, hypotheses } = readResult(partial);
    expect(complete).toBe(false);
    expect(hypotheses.length).toBeGreaterThan(0);
    const { code, stdout } = await run(['explain', partial]);
    expect(code).toBe(0);
    expect(stdout).toContain(hypotheses[0]?.name);
  }, 120_000);

  it('is made anew, not resumed', async () => {
    const partial = await killed();
    const { code, stderr } = await run(['run', '--resume', partial]);
    expect(code).toBe(2);
    expect(stderr).toBe(
      `kvm-mmu-bench: ${partial} is an explanation, which cannot be resumed: ` +
        'kvm-mmu-bench explain makes it anew\n',
    );
  }, 120_000);
});

describe('the main job that is killed', () => {
  it('is gone on with, its cross-checks kept, and says that the explanation is missing', async () => {
    const folder = mkdtempSync(join(root, 'main-'));
    const partial = join(folder, 'X.partial.json');
    const running = start(['--quick', '--output', join(folder, 'X.json')], {
      program: ['--import', 'tsx', MAIN_JOB],
      limitSeconds: 80,
    });
    await until(() => existsSync(partial), running);
    running.child.kill('SIGKILL');
    const { stderr } = await running.ended;
    expect(existsSync(partial), stderr).toBe(true);
    const before = readPartial(partial);
    expect(before.crossChecks.length).toBeGreaterThan(0);
    const { code } = await run(['run', '--resume', partial], { limitSeconds: 80 });
    expect(code).toBe(0);
    const { complete, crossChecks, plan, cells, boots, warnings } = readResult(
      join(folder, 'X.json'),
    );
    expect(complete).toBe(true);
    expect(crossChecks).toEqual(before.crossChecks);
    expect(new Set(cells.map(({ state }) => state))).toEqual(new Set(['hot', 'dram']));
    expect(boots.length).toBeGreaterThan(plan.boots.length);
    expect(warnings.at(-1)).toBe('not resumed: the explanation, which kvm-mmu-bench explain makes');
  }, 180_000);
});
