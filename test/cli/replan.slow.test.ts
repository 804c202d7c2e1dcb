import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readResult } from '../../src/report/read.js';
import type { Result } from '../../src/report/result.js';
import { resultSchema } from '../../src/report/result.js';
import { fixture, fixturePath } from '../report/fixtures.js';
import { once, run, skipWithoutAddon } from './command.js';
import { temporaryFolder } from './temporary-folder.js';

const folder = temporaryFolder();
const FIRST = join(folder, 'first.json');

/** Unlike the defaults in every way that a plan can be. */
const ASKED = [
  ...['run', '--layout', 'v5.17', '--phase', '24', '--guest', 'pae', '--state', 'hot'],
  ...['--retirement', 'overlapped', '--strategy', 'init-flag', '--rounds', '25'],
  ...['--budget', '0.5', '--seed', '71', '--target-ci', '0.01', '--workload', 'pc-kernel'],
];

const first = once(async () => {
  const { code, stderr } = await run([...ASKED, '--output', FIRST]);
  expect(code, stderr).toBe(0);
  return readResult(FIRST);
});

beforeEach(skipWithoutAddon);

describe('run --replan', () => {
  it('repeats the plan as it was, seed and target included', async () => {
    const { plan } = await first();
    expect(plan).toMatchObject({
      ...{ seed: 71, targetCiNs: 0.01, budgetSeconds: 0.5, workload: 'pc-kernel' },
      cells: [{ layout: 'v5.17', phase: 24, guest: 'pae', rounds: 25 }],
    });
    const { code, stdout } = await run(['run', '--replan', FIRST, '--json']);
    expect(code).toBe(0);
    const again = resultSchema.parse(JSON.parse(stdout));
    expect(again.plan).toEqual(plan);
    expect(again.cells.map(({ strategy }) => strategy)).toEqual(['field-by-field', 'init-flag']);
    expect(again.command).toBe(`kvm-mmu-bench run --replan ${FIRST} --json`);
  });

  it('writes its own result, also over the file that it repeats', async () => {
    const before = await first();
    const { code } = await run(['run', '--replan', FIRST, '--output', FIRST, '--full']);
    expect(code).toBe(0);
    const after = readResult(FIRST);
    expect(after.plan).toEqual(before.plan);
    expect(after.date).not.toBe(before.date);
  });
});

/** The only line of stderr, without the program's name. */
async function mistake(args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  const [, message = ''] = /^kvm-mmu-bench: ([^\n]+)\n$/.exec(stderr) ?? [];
  expect(message, stderr).not.toBe('');
  return message;
}

describe.concurrent('beside --replan, an option that would change the plan', () => {
  it.each([
    [['--seed', '600'], '--seed'],
    [['--quick'], '--quick'],
    [['--layout', 'v5.16'], '--layout'],
    [['--budget', '1', '--rounds', '24'], '--rounds, --budget'],
    [['--guest', 'unpaged', '--target-ci', '1', '--cpu', '0'], '--target-ci, --cpu, --guest'],
  ])('%j is refused by name', async (options, named) => {
    const message = await mistake(['run', ...options, '--replan', fixturePath('one-strategy')]);
    expect(message).toBe(`--replan repeats a plan as it is: leave out ${named}`);
  });
});

type Plan = Result['plan'];

let made = 0;

interface Changes extends Partial<Plan> {
  cell?: Partial<Plan['cells'][0]>;
  boot?: Partial<Plan['boots'][0]>;
}

/** A result file whose plan, or the place of whose first cell or boot, was changed by hand. */
function changed({ cell, boot, ...changes }: Changes): string {
  const result = fixture('one-strategy');
  const plan = {
    ...result.plan,
    cpu: -1,
    cells: result.plan.cells.slice(0, 1).map((each) => ({ ...each, ...cell })),
    boots: result.plan.boots.slice(0, 1).map((each) => ({ ...each, ...boot })),
    ...changes,
  };
  made += 1;
  const path = join(folder, `changed-${made}.json`);
  writeFileSync(path, JSON.stringify({ ...result, plan }));
  return path;
}

describe('a plan of another kind', () => {
  it('is repeated too: early returns in shadow paging, and a recorded boot', async () => {
    const rounds = 24;
    const path = changed({
      budgetSeconds: 0.5,
      cell: { path: 'shadow', scope: 'init', calls: 'early', rules: 'v5.10', rounds },
      boot: { workload: 'pc-kernel', state: 'recorded', rounds },
    });
    const { code, stdout } = await run(['run', '--replan', path, '--json']);
    expect(code).toBe(0);
    const { plan, cells, boots } = resultSchema.parse(JSON.parse(stdout));
    expect(plan).toEqual(readResult(path).plan);
    expect(cells[0]).toMatchObject({ path: 'shadow', scope: 'init', calls: 'early' });
    expect(boots[0]).toMatchObject({ workload: 'pc-kernel', state: 'recorded' });
    expect(boots[0]?.lineLevels).not.toBeNull();
  });
});

describe.concurrent('a plan that cannot be carried out here', () => {
  it.each<[string, Changes, RegExp]>([
    ['strategy', { cell: { strategies: ['init-flg'] } }, /^unknown strategy "init-flg"/],
    ['layout', { cell: { layout: 'live' } }, /^unknown layout "live"/],
    ['state', { cell: { state: 'remote' } }, /^unknown state "remote"/],
    ['guest', { cell: { guest: 'long' } }, /^unknown guest.mode "long"/],
    [
      'rules for its layout',
      { cell: { rules: 'v6.1' } },
      /^--rules v6\.1 does not fit layout v5\.1/,
    ],
    ['retirement of a boot', { boot: { retirement: 'lazy' } }, /^unknown retirement "lazy"/],
    ['CPU', { cpu: 8000 }, /^--cpu 8000 is not allowed for this process/],
    ['workload', { workload: 'no-such-boot' }, /^unknown workload "no-such-boot"/],
    ['workload of a boot', { boot: { workload: 'none' } }, /^unknown workload "none"/],
  ])('an unknown %s is named, and nothing is measured', async (_, changes, message) => {
    expect(await mistake(['run', '--replan', changed(changes)])).toMatch(message);
  });

  it('for want of a record of the guest is refused, and nothing is measured', async () => {
    const message = await mistake(['run', '--replan', changed({ boot: { state: 'recorded' } })]);
    expect(message).toMatch(/^--state recorded needs .*, which "thread-600" has not; /);
  });

  // Fail while the numbers of a plan are not checked.
  it.each<[string, Changes]>([
    ['rounds', { cell: { rounds: 0 } }],
    ['phase', { cell: { phase: 3 } }],
    ['seed', { seed: -0.5 }],
    ['budget', { budgetSeconds: -1 }],
  ])('a number out of range: %s', async (name, changes) => {
    expect(await mistake(['run', '--replan', changed(changes)])).toContain(name);
  });
});

describe.concurrent('a file that is no result', () => {
  it.each<[string, () => string, string]>([
    ['missing', () => join(folder, 'missing.json'), 'no such file'],
    ['a folder', () => folder, 'it is a folder'],
  ])('is named: %s', async (_, path, cause) => {
    const message = await mistake(['run', '--replan', path()]);
    expect(message).toBe(`cannot read ${path()}: ${cause}`);
  });

  it('is named, with what is wrong with it', async () => {
    const path = join(folder, 'other.json');
    writeFileSync(path, '{"plan": {}}');
    const message = await mistake(['run', '--replan', path, '--json']);
    expect(message).toContain(`${path} is not a result`);
  });

  it('is looked at before anything else is done, also where the output could not be written', async () => {
    const output = join(folder, 'missing.json', 'x.json');
    writeFileSync(join(folder, 'text.json'), 'no JSON');
    const path = join(folder, 'text.json');
    expect(await mistake(['run', '--replan', path, '--output', output])).toContain(path);
  });
});
