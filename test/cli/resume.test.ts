/** `run --resume`: from what an interrupted run has left to the result that it was to become. */

import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { readResult } from '../../src/report/read.js';
import type { Result } from '../../src/report/result.js';
import { prepareToResume, readPartial } from '../../src/run/resume.js';
import { openSetting } from '../../src/run/setting.js';
import { fixturePath } from '../report/fixtures.js';
import { once, run, skipWithoutAddon, start } from './command.js';
import { temporaryFolder } from './temporary-folder.js';
import { until } from './until.js';

const folder = temporaryFolder();
const PARTIAL = join(folder, 'X.partial.json');

/** Two cells that never get narrow enough, within four seconds. */
const ASKED = [
  ...['run', '--layout', 'v5.17', '--state', 'hot,dram', '--retirement', 'drained'],
  ...['--strategy', 'init-flag', '--rounds', '60000', '--target-ci', '0.001', '--budget', '4'],
  ...['--seed', '71'],
];

/** Killed as soon as it has a checkpoint. */
const cutShort = once(async () => {
  const running = start([...ASKED, '--output', join(folder, 'X.json')]);
  await until(() => existsSync(PARTIAL), running);
  running.child.kill('SIGKILL');
  await running.ended;
  expect(existsSync(PARTIAL), (await running.ended).stderr).toBe(true);
  return readPartial(PARTIAL);
});

/** The partial result in a folder of its own, changed by hand or not. */
async function copyOf(edit: (result: Result) => void = () => {}): Promise<string> {
  await cutShort();
  const path = join(mkdtempSync(join(folder, 'copy-')), 'X.partial.json');
  const result: Result = JSON.parse(readFileSync(PARTIAL, 'utf8'));
  edit(result);
  writeFileSync(path, JSON.stringify(result));
  return path;
}

/** The only line of stderr, without the program's name. */
async function mistake(args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  return /^kvm-mmu-bench: ([^\n]+)\n$/.exec(stderr)?.[1] ?? `not one line: ${stderr}`;
}

beforeEach(skipWithoutAddon);

describe('a run that was killed after a checkpoint', () => {
  it('has left a partial result that is printed as any other', async () => {
    const { complete, cells, unfinished } = await cutShort();
    expect(complete).toBe(false);
    expect(cells).toHaveLength(4);
    expect(unfinished?.begun).toHaveLength(1);
    const { code, stderr } = await run(['report', PARTIAL, '--output', join(folder, 'X.html')]);
    expect(code, stderr).toBe(0);
    expect(existsSync(join(folder, 'X.html'))).toBe(true);
  });

  it('is gone on with: the same plan, more rounds of the same cells, the rest of the budget', async () => {
    const before = await cutShort();
    const path = await copyOf();
    const { code, stdout, stderr } = await run(['run', '--resume', path, '--json']);
    expect(code, stderr).toBe(0);
    const output = path.replace('.partial', '');
    expect(stderr).toContain(`kvm-mmu-bench: result written to ${output}\n`);
    expect(existsSync(path)).toBe(false);
    const after = readResult(output);
    expect(JSON.parse(stdout)).toEqual(after);
    expect(after).toMatchObject({ complete: true, plan: before.plan, command: before.command });
    for (const [index, cell] of after.cells.entries()) {
      const earlier = before.cells[index]?.samples ?? [];
      expect(cell.samples.slice(0, earlier.length - 1)).toEqual(earlier.slice(0, -1));
      expect(cell.samples.length).toBeGreaterThan(earlier.length);
      expect(cell.stopped).toBe('budget');
    }
    expect(after.disturbances.rounds).toBeGreaterThan(before.disturbances.rounds);
    expect(after.wallSeconds).toBeGreaterThan(before.wallSeconds);
    expect(after.warnings.at(-1)).toContain(`begun ${before.unfinished?.begun[0]} had measured`);
  });

  it('can be killed again', async () => {
    const path = await copyOf((result) => {
      result.plan.budgetSeconds = 3600;
    });
    const running = start(['run', '--resume', path]);
    await until(() => readPartial(path).unfinished?.begun.length === 2, running);
    running.child.kill('SIGINT');
    const { code, stderr } = await running.ended;
    expect(code, stderr).toBe(130);
    expect(readdirSync(join(path, '..'))).toEqual(['X.partial.json']);
    expect(roundsOf(readPartial(path))).toBeGreaterThan(roundsOf(await cutShort()));
  });
});

/** Of all cells; one of them may have got none. */
const roundsOf = ({ cells }: Result) => cells.reduce((sum, { rounds }) => sum + rounds, 0);

describe('a complete result', () => {
  it('leaves nothing to do, which is no mistake', async () => {
    const path = fixturePath('one-strategy');
    const { code, stdout, stderr } = await run(['run', '--resume', path]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toBe(
      `kvm-mmu-bench: nothing left to do: ${path} is complete; kvm-mmu-bench report shows it\n`,
    );
  });

  it('is printed where a document was asked for', async () => {
    const path = fixturePath('one-strategy');
    const { code, stdout } = await run(['run', '--resume', path, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(readResult(path));
  });
});

describe('what cannot be gone on with is refused in one line, and stays as it is', () => {
  const setting = once(async () => openSetting());

  it.each<[string, (result: Result) => void, RegExp]>([
    [
      'another CPU',
      ({ host }) => {
        host.cpuModel = 'Pentium III (Coppermine)';
      },
      /was measured with CPU "Pentium III \(Coppermine\)", here it is "[^"]+": resume it there/,
    ],
    [
      'another addon',
      (result) => {
        result.fingerprint.addon = 'abc';
      },
      /was measured with native code "abc", here it is "[0-9a-f]{64}": resume it there/,
    ],
    [
      'another plan',
      ({ plan }) => {
        plan.cells.pop();
      },
      /X\.partial\.json: cells: samples of 2, but 1 are planned$/,
    ],
    [
      'a printed result',
      (result) => {
        Reflect.deleteProperty(result, 'unfinished');
      },
      /lacks the samples to go on with, .*: run --replan measures its plan anew$/,
    ],
    [
      'an explanation',
      (result) => {
        Reflect.deleteProperty(result, 'unfinished');
        result.plan.cells = [];
      },
      /is an explanation, which cannot be resumed: kvm-mmu-bench explain makes it anew$/,
    ],
  ])('%s', async (_, edit, message) => {
    const path = await copyOf(edit);
    const refused = prepareToResume(path, readPartial(path), await setting());
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toBeInstanceOf(UsageError);
  });

  it('a file that is cut off', async () => {
    const path = await copyOf();
    const cut = readFileSync(path, 'utf8').slice(0, -100);
    writeFileSync(path, cut);
    expect(await mistake(['run', '--resume', path])).toContain(`${path} is truncated`);
    expect(readdirSync(join(path, '..'))).toEqual(['X.partial.json']);
    expect(readFileSync(path, 'utf8')).toBe(cut);
  });

  it('an option that would change the plan', async () => {
    expect(await mistake(['run', '--resume', PARTIAL, '--quick', '--replan', PARTIAL])).toBe(
      '--resume goes on with a plan as it is: leave out --quick, --replan',
    );
  });
});
