import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, type TestContext } from 'vitest';
import { machineArguments } from '../../src/cli/commands/trace/qemu.js';
import { loadWorkload } from '../../src/workload/workloads.js';
import { usageError } from '../plan/usage-error.js';
import { run, start } from './command.js';
import { temporaryFolder } from './temporary-folder.js';

const folder = temporaryFolder();
const QEMU = 'qemu-system-x86_64';
const REMEDY = 'apt-get install --no-install-recommends qemu-system-x86 seabios';
/** Without a disk SeaBIOS gives up, and waits, after three SMIs. */
const NO_DISK = ['-machine', 'pc,smm=on', '-m', '64', '-nic', 'none'];

function skipWithoutQemu({ skip }: TestContext): void {
  skip(spawnSync(QEMU, ['--version']).error !== undefined, `${QEMU} is missing: ${REMEDY}`);
}

const recording = (name: string, ...args: string[]) => [
  ...['trace', 'record', '-o', join(folder, name)],
  ...args,
];

/** FIFOs that a recording has not taken away; other processes of this machine may have some. */
const fifos = () =>
  readdirSync(tmpdir()).filter((name) => name.startsWith('kvm-mmu-bench-record-'));

describe('with QEMU', () => {
  beforeEach(skipWithoutQemu);

  it('a boot without a disk makes three SMIs, and the time limit ends it', async () => {
    const before = fifos();
    const args = recording('no-disk.jsonl.gz', '--seconds', '6', '--', ...NO_DISK);
    const { code, stdout, stderr } = await run(args, { limitSeconds: 60 });
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('no-disk.jsonl.gz: 3 SMM entries, 3 RSMs\n');
    const { counts } = await loadWorkload(join(folder, 'no-disk.jsonl.gz'));
    expect(counts).toEqual({ entries: 3, rsms: 3, calls: 9, full: 6, early: 3 });
    expect(fifos()).toEqual(before);
  });

  it('Ctrl-C ends it with 130, and what came before is a whole trace', async () => {
    const before = fifos();
    const args = recording('interrupted.jsonl', '--json', '--seconds', '60', '--', ...NO_DISK);
    const running = start(args, { limitSeconds: 60 });
    await running.saidOnStderr(/recording: .* 3 SMIs/);
    running.child.kill('SIGINT');
    const { code, stdout, stderr } = await running.ended;
    expect(code, stderr).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ format: 'qemu-log', entries: 3, rsms: 3 });
    expect((await loadWorkload(join(folder, 'interrupted.jsonl'))).counts.entries).toBe(3);
    expect(fifos()).toEqual(before);
  });

  it('a machine that QEMU refuses is a mistake, and QEMU says which', async () => {
    const before = fifos();
    const { code, stdout, stderr } = await run(recording('x.jsonl', '--', '-machine', 'x'));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('unsupported machine type');
    expect(stderr).toMatch(/kvm-mmu-bench: qemu-system-x86_64 ended with code 1; [^\n]+\n$/);
    expect(existsSync(join(folder, 'x.jsonl'))).toBe(false);
    expect(fifos()).toEqual(before);
  });

  it('a machine without SMM has nothing to record', async () => {
    const args = recording('x.jsonl', '--seconds', '3', '--', '-machine', 'pc,smm=off');
    const { code, stdout, stderr } = await run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('kvm-mmu-bench: the machine made no SMM round trip: it needs smm=on');
    expect(existsSync(join(folder, 'x.jsonl'))).toBe(false);
  });
});

describe('without QEMU', () => {
  it('the way to get it is told in one line', async () => {
    const { code, stdout, stderr } = await run(recording('x.jsonl', '--', ...NO_DISK), {
      environment: { PATH: folder },
    });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(`kvm-mmu-bench: cannot run ${QEMU}, which trace record needs: ${REMEDY}\n`);
  });
});

describe("the machine's arguments", () => {
  it('are completed where they leave open what a recording needs', () => {
    expect(machineArguments(NO_DISK)).toEqual([
      ...NO_DISK,
      ...['-accel', 'tcg', '-display', 'none', '-no-reboot'],
    ]);
  });

  it.each([
    [['-accel', 'tcg,thread=single'], '-accel'],
    [['-machine', 'pc,accel=tcg'], '-accel'],
    [['--display', 'gtk'], '-display'],
    [['-nographic'], '-display'],
    [['-action', 'reboot=shutdown'], '-no-reboot'],
  ])('are left alone where they do not: %j', (args, option) => {
    expect(machineArguments(args).slice(args.length)).not.toContain(option);
  });

  it.each([
    [['-d', 'int'], '"-d": trace record gives it itself; leave it out'],
    [['-D', 'x.log'], '"-D": trace record gives it itself; leave it out'],
    [['-enable-kvm'], 'KVM does not log SMM transitions: record them with perf'],
    [['-accel', 'kvm'], 'KVM does not log SMM transitions: record them with perf'],
    [['--machine', 'q35,accel=kvm:tcg'], 'KVM does not log SMM transitions'],
    [['-daemonize'], 'trace record has to see QEMU end'],
  ])('are refused where nothing could be recorded: %j', (args, message) => {
    expect(usageError(() => machineArguments(args))).toContain(message);
  });
});
