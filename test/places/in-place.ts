/** Places that a user's process may find itself in, as commands around ours. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type TestContext } from 'vitest';
import { type Result, resultSchema } from '../../src/report/result.js';
import { type Ended, run } from '../cli/command.js';

/** One command in front of another; each runs what follows by exec. */
type Inside = readonly string[];

const NOBODY = '65534';
/** The machine of the tests may be busy with others. */
const LIMIT_SECONDS = 90;
/** Of a test with two commands. */
export const LIMIT_MS = 2000 * LIMIT_SECONDS;

/** In a mount namespace of its own: nobody else sees it. */
export function mounted(script: string): Inside {
  return ['unshare', '--mount', 'sh', '-ec', `${script}; exec "$@"`, 'sh'];
}

/** An empty folder in its place. */
export function without(...folders: readonly string[]): Inside {
  return mounted(folders.map((folder) => `mount -t tmpfs none ${folder}`).join('; '));
}

/** Neither root nor any of its capabilities, nor a way back. */
export const asNobody: Inside = [
  ...['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'],
  ...['--no-new-privs', '--bounding-set=-all', '--inh-caps=-all'],
];

/** Whether the tools are there and the user may use them: tried with a command that does nothing. */
export function skipUnlessPossible({ skip }: TestContext, inside: Inside): void {
  const [command = '', ...args] = [...inside, 'true'];
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  const why = error?.message ?? stderr.trim();
  skip(status !== 0, `${inside.join(' ')}: ${why}: needs root and Debian's util-linux`);
}

/** Version 1: where the machine has one controller in a tree of its own. */
const CGROUP_V1 = '/sys/fs/cgroup';

/**
 * Runs the action with a command that joins a control group of its own; the group is removed.
 *
 * @param settings by file name, version 1
 */
export async function inControlGroup(
  { skip }: TestContext,
  controller: string,
  settings: Readonly<Record<string, string>>,
  action: (inside: Inside) => Promise<void>,
): Promise<void> {
  const folder = join(CGROUP_V1, controller, `kvm-mmu-bench-test-${process.pid}`);
  try {
    mkdirSync(folder);
  } catch (error) {
    skip(`no control group ${folder} (${error}): needs root and cgroup v1's ${controller}`);
  }
  try {
    for (const [name, text] of Object.entries(settings)) writeFileSync(join(folder, name), text);
    await action(['sh', '-ec', `echo $$ > ${folder}/cgroup.procs; exec "$@"`, 'sh']);
  } finally {
    rmdirSync(folder);
  }
}

export const TINY = [
  ...['run', '--layout', 'v5.17', '--state', 'hot,dram', '--retirement', 'drained'],
  ...['--strategy', 'field-by-field,init-flag', '--budget', '0.3'],
];

/** What a command may be given here besides the place. */
export interface Around {
  /** Of the tiny run, besides its own. */
  options?: readonly string[];
  environment?: Record<string, string>;
  cwd?: string;
}

export function command(
  args: readonly string[],
  inside: Inside,
  around: Around = {},
): Promise<Ended> {
  return run(args, { ...around, inside, limitSeconds: LIMIT_SECONDS });
}

/** What `host` says is wrong with the place; it is the same in words and in JSON. */
export async function mends(inside: Inside, around: Around = {}): Promise<string[]> {
  const { code, stdout, stderr } = await command(['host', '--json'], inside, around);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return (JSON.parse(stdout) as { warnings: string[] }).warnings;
}

/** The result of a tiny run, which has measured whatever the place is like. */
export async function measured(inside: Inside, around: Around = {}): Promise<Result> {
  const { options = [] } = around;
  const { code, stdout, stderr } = await command([...TINY, ...options, '--json'], inside, around);
  expect(code, stderr).toBe(0);
  expectOneLiners(stderr);
  const result = resultSchema.parse(JSON.parse(stdout));
  expect(result.complete).toBe(true);
  expect(result.cells).toHaveLength(4);
  for (const { nsPerReset, rounds } of result.cells) {
    expect(rounds).toBeGreaterThan(0);
    expect(nsPerReset.low).toBeGreaterThan(0);
    expect(nsPerReset.high).toBeGreaterThanOrEqual(nsPerReset.low);
  }
  return result;
}

/** Messages and progress, no stack and no complaint of Node's. */
export function expectOneLiners(stderr: string): void {
  for (const line of stderr.split('\n').filter((text) => text !== '')) {
    expect(line).toMatch(/^(?:kvm-mmu-bench|measuring): /);
  }
}
