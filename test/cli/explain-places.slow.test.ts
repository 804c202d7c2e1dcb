/** What is left of an explanation where a machine lacks something, or the user wants no more. */

import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it, type TestContext } from 'vitest';
import { loadAddon } from '../../src/host/addon.js';
import { readResult } from '../../src/report/read.js';
import { resultSchema } from '../../src/report/result.js';
import { MAIN } from '../built-package.js';
import { needs } from '../native/support/needs.js';
import { run, skipWithoutAddon, start } from './command.js';
import { temporaryFolder } from './temporary-folder.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** A busy machine takes seconds to start a process. */
const SLOW = { timeout: 90_000 };
const LIMIT = { limitSeconds: 80 };
const folder = temporaryFolder();

/** The command line started by another program, which decides what it finds. */
function runThrough(program: readonly string[], args: readonly string[]) {
  const [name = '', ...before] = program;
  const command = [process.execPath, MAIN, ...args];
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(name, [...before, ...command], { cwd: ROOT }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
}

beforeEach(skipWithoutAddon);

describe('with one CPU', () => {
  beforeEach(needs('taskset', 'util-linux'));

  it('no other core can have the lines: that is told, all else goes on', SLOW, async () => {
    const file = join(folder, 'one-cpu.json');
    const cpu = loadAddon().inspectHost().allowedCpus[0] ?? 0;
    const args = '--quick --hypothesis h1,h9 --between none --sweep none --output'.split(' ');
    const pinned = ['taskset', '-c', String(cpu)];
    const { code, stdout, stderr } = await runThrough(pinned, ['explain', ...args, file]);
    expect(code, stderr).toBe(0);
    const { complete, host, hypotheses } = readResult(file);
    expect({ complete, allowed: host.allowedCpus }).toEqual({ complete: true, allowed: [cpu] });
    const [issue, remote] = hypotheses;
    expect(issue?.resultNsPerCall).not.toBeNull();
    expect(remote).toMatchObject({ id: 'H9', resultNsPerCall: null, microsecondsPerBoot: null });
    expect(remote).toMatchObject({
      verdict: 'unresolved',
      reason: expect.stringMatching('two CPUs'),
    });
    expect(stdout).toMatch(/^H9 remote +n\/a +n\/a unresolved$/m);
    expect(stdout).toContain(`  reason: ${remote?.reason}\n`);
  });
});

/** As root; others need a user namespace too, which some systems and containers forbid. */
const NAMESPACE = ['unshare', process.getuid?.() === 0 ? '-m' : '-rm'];

function skipWithoutNamespace({ skip }: TestContext): void {
  const mount = ['mount', '--bind', '/dev/null', '/dev/zero'];
  const { status, stderr } = spawnSync('unshare', [...NAMESPACE.slice(1), ...mount]);
  skip(
    status !== 0,
    `no mount namespace here (${stderr?.toString().trim() || 'no unshare'}): run as root, with util-linux`,
  );
}

/** sh -c: a /dev with little in it; $0: an empty folder, $1: what is its kvm, if anything. */
const FEW_DEVICES = `
  set -e
  bind() { touch "$2" && mount --bind "$1" "$2"; }
  for name in null zero random urandom; do bind "/dev/$name" "$0/$name"; done
  [ -z "$1" ] || bind "$1" "$0/kvm"
  mount --rbind "$0" /dev
  shift
  exec "$@"`;

describe('without KVM', () => {
  beforeEach(skipWithoutNamespace);

  it.each([
    ['no device', '', /^open \/dev\/kvm: No such file or directory: \S/],
    ['not KVM', '/dev/null', /^KVM_GET_API_VERSION of \/dev\/kvm: Inappropriate ioctl .*: \S/],
  ])(
    'no guest can exit: it is told what failed and what to do, all else goes on (%s)',
    SLOW,
    async (name, kvm, reason) => {
      const file = join(folder, `${name}.json`);
      const devices = join(folder, name);
      mkdirSync(devices);
      const place = [...NAMESPACE, 'sh', '-c', FEW_DEVICES, devices, kvm];
      const args = '--quick --hypothesis h1 --sweep 0..1K --output'.split(' ');
      const { code, stdout, stderr } = await runThrough(place, ['explain', ...args, file]);
      expect(code, stderr).toBe(0);
      const { complete, hypotheses, sweep, between, conclusion } = readResult(file);
      expect(complete).toBe(true);
      const [guest, instruction] = between;
      expect(guest).toEqual({
        between: 'kvm-exit',
        unavailable: expect.stringMatching(reason),
        exitNs: null,
        costNsPerCall: null,
        savingNsPerCall: null,
        savingMicrosecondsPerBoot: null,
        notes: [],
      });
      expect(stdout.replace(/\s+/g, ' ')).toContain(
        `kvm-exit: not measured: ${guest?.unavailable} `,
      );
      expect(instruction?.between).toBe('cpuid-exit');
      expect(instruction?.exitNs === null).toBe(instruction?.unavailable !== null);
      expect(hypotheses.map(({ resultNsPerCall }) => resultNsPerCall)).not.toContain(null);
      expect(sweep).toHaveLength(4);
      expect(conclusion.length).toBeGreaterThan(0);
    },
  );
});

describe('what is left out', () => {
  it('by name: one hypothesis alone, printed again from its file to the letter', SLOW, async () => {
    const path = join(folder, 'one.json');
    const only = '--quick --hypothesis h1 --between none --sweep none'.split(' ');
    const measured = await run(['explain', ...only, '--output', path]);
    expect(measured.code).toBe(0);
    expect(measured.stdout).toMatch(/^H1 issue: /m);
    expect(await run(['explain', path])).toEqual({ code: 0, stdout: measured.stdout, stderr: '' });
    const { hypotheses, ledger, sweep, between } = readResult(path);
    expect(hypotheses.map(({ id }) => id)).toEqual(['H1']);
    expect({ ledger, sweep, between }).toEqual({ ledger: null, sweep: [], between: [] });
  });

  it('with none: of everything only the sweep remains', SLOW, async () => {
    const only = '--quick --hypothesis none --between none --sweep 0..64K --json'.split(' ');
    const { code, stdout } = await run(['explain', ...only], LIMIT);
    expect(code).toBe(0);
    const result = resultSchema.parse(JSON.parse(stdout));
    expect(result).toMatchObject({ complete: true, hypotheses: [], between: [], ledger: null });
    const sizes = [0, 1, 2, 4, 8, 16, 32, 64].map((kibibytes) => kibibytes * 1024);
    expect(result.sweep.map(({ access, bytes }) => [access, bytes])).toEqual(
      ['reads', 'writes'].flatMap((access) => sizes.map((bytes) => [access, bytes])),
    );
    expect(result.crossings.map(({ access }) => access)).toEqual(['reads', 'writes']);
    expect(result.conclusion.length).toBeGreaterThan(0);
  });
});

describe('an interrupted explanation', () => {
  it('ends with 130 at once, and what was found until then is a valid result', SLOW, async () => {
    const path = join(folder, 'interrupted.json');
    const partial = join(folder, 'interrupted.partial.json');
    // Not quick: its experiments are longer than what is waited for here.
    const running = start(['explain', '--json', '--output', path], LIMIT);
    await running.saidOnStderr(/^explaining: /m);
    const interruptedMs = performance.now();
    running.child.kill('SIGINT');
    const { code, stdout, stderr } = await running.ended;
    expect(code).toBe(130);
    expect(performance.now() - interruptedMs).toBeLessThan(2000);
    const printed = resultSchema.parse(JSON.parse(stdout));
    expect(readResult(partial)).toEqual(printed);
    const { complete, hypotheses, ledger, sweep } = printed;
    expect(complete).toBe(false);
    expect(hypotheses.length).toBeLessThan(10);
    expect({ ledger, sweep }).toEqual({ ledger: null, sweep: [] });
    expect(stderr.split('\n').at(-2)).toBe(
      `kvm-mmu-bench: interrupted: what was measured is in ${partial}`,
    );
  });

  it('says so in its text, which has what was found', SLOW, async () => {
    const running = start(['explain', '--quick'], LIMIT);
    await running.saidOnStderr(/^explaining: .*, H[2-9] /m);
    running.child.kill('SIGTERM');
    const { code, stdout } = await running.ended;
    expect(code).toBe(130);
    expect(stdout.replace(/\s+/g, ' ')).toContain('INTERRUPTED: ');
    expect(stdout).toMatch(/^H1 issue: (supported|refuted|unresolved)$/m);
    expect(stdout).not.toMatch(/^Ledger|^H10 /m);
  });
});
