import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { skipWithoutAddon, start } from '../cli/command.js';
import { temporaryFolder } from '../cli/temporary-folder.js';
import { command, LIMIT_MS, skipUnlessPossible, TINY } from './in-place.js';

vi.setConfig({ testTimeout: LIMIT_MS });
beforeEach(skipWithoutAddon);
const folder = temporaryFolder();

/** What could change somebody else's process, or the machine. */
const MEDDLING = [
  ...['setpriority', 'ioprio_set', 'sched_setscheduler', 'sched_setparam', 'sched_setattr'],
  ...['mlock', 'mlock2', 'mlockall', 'mount', 'umount2', 'reboot', 'swapon', 'settimeofday'],
  ...['clock_settime', 'init_module', 'finit_module', 'kill', 'ptrace', 'migrate_pages'],
];
const WATCHED = ['openat', 'open', 'creat', 'mkdir', 'rename', 'sched_setaffinity', ...MEDDLING];

interface Call {
  thread: number;
  name: string;
  args: string;
}

/** The system calls of a command and of whatever it starts, successful or not. */
async function callsOf(args: readonly string[], name: string): Promise<Call[]> {
  const file = join(folder, name);
  const inside = ['strace', '-f', '-qq', '-e', `trace=${WATCHED.join()}`, '-e', 'signal=none'];
  const { code, stderr } = await command(args, [...inside, '-o', file]);
  expect(code, stderr).toBe(0);
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, thread, call, rest] = /^(\d+) +(\w+)\((.*)/.exec(line) ?? [];
      return call === undefined ? [] : [{ thread: Number(thread), name: call, args: rest ?? '' }];
    });
}

const COMMANDS: [string, string[]][] = [
  ['run', TINY],
  ['boot', ['boot', '--quick', '--layout', 'v5.17', '--state', 'hot', '--budget', '0.3']],
];

describe.each(COMMANDS)('%s, as the kernel sees it,', (name, args) => {
  beforeEach((context) => skipUnlessPossible(context, ['strace', '-qq', '-o', '/dev/null']));

  it('opens nothing of the system for writing, and asks for nobody else', async () => {
    const calls = await callsOf(args, `${name}.strace`);
    expect(calls.some(({ name: call }) => call === 'openat')).toBe(true);
    const written = calls
      .filter(({ args: its }) => /O_WRONLY|O_RDWR|O_CREAT/.test(its))
      .map(({ args: its }) => its)
      .filter((its) => /"\/(?:sys|proc|dev|etc)\//.test(its))
      // Terminals, and the guest that is measured with: its own.
      .filter((its) => !/"\/dev\/(?:tty|null|ptmx|pts\/|kvm")/.test(its));
    expect(written).toEqual([]);
    expect(calls.filter(({ name: call }) => MEDDLING.includes(call))).toEqual([]);
  });

  it('pins threads of its own only, each itself, never the main one', async () => {
    const calls = await callsOf(args, `${name}-pins.strace`);
    const pins = calls.filter(({ name: call }) => call === 'sched_setaffinity');
    const main = calls[0]?.thread;
    expect(pins.length).toBeGreaterThan(0);
    for (const pin of pins) {
      expect(pin.args).toMatch(/^0, /);
      expect(pin.thread).not.toBe(main);
    }
  });
});

describe.each([
  ['after its end', null],
  ['after SIGTERM', 'SIGTERM'],
  ['after a closed terminal', 'SIGHUP'],
] as const)('%s', (_, signal) => {
  it('no temporary file, no process and no setting is left', async () => {
    const own = join(folder, `temporary-${signal}`);
    mkdirSync(own);
    const before = settings();
    // So that its processes can be told from all others.
    const mark = `KVM_MMU_BENCH_TEST_MARK=${process.pid}-${signal}`;
    const [name = '', value = ''] = mark.split('=');
    // Of its own accord it would go on for long.
    const long = ['--budget', '60', '--rounds', '60000', '--target-ci', '0.001'];
    const running = start([...TINY, ...(signal === null ? [] : long), '--json'], {
      environment: { TMPDIR: own, [name]: value },
      limitSeconds: 90,
    });
    if (signal !== null) {
      await running.saidOnStderr(/measuring: /);
      running.child.kill(signal);
    }
    const { code, stderr } = await running.ended;
    expect(code, stderr).toBe(signal === null ? 0 : 130);
    expect(readdirSync(own)).toEqual([]);
    expect(processesWith(mark)).toEqual([]);
    expect(settings()).toEqual(before);
  });
});

const SETTINGS = [
  '/sys/kernel/mm/transparent_hugepage/enabled',
  '/sys/kernel/mm/transparent_hugepage/defrag',
  '/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor',
  '/sys/devices/system/cpu/online',
  '/sys/module/kvm/parameters/halt_poll_ns',
  '/sys/kernel/tracing/tracing_on',
  '/sys/kernel/tracing/set_event',
  '/proc/sys/kernel/perf_event_paranoid',
  '/proc/sys/kernel/nmi_watchdog',
  '/proc/sys/kernel/randomize_va_space',
  '/proc/sys/kernel/numa_balancing',
  '/proc/sys/vm/nr_hugepages',
  '/proc/sys/vm/drop_caches',
];

/** Of a machine that benchmarks like to change; what it does not have cannot be. */
function settings(): string[] {
  return SETTINGS.map((file) => {
    try {
      return `${file}: ${readFileSync(file, 'utf8')}`;
    } catch (error) {
      return `${file}: ${error instanceof Error ? error.message : error}`;
    }
  });
}

/** Commands that have this in their environment. */
function processesWith(mark: string): string[] {
  const listing = execFileSync('ps', ['eww', '-A', '-o', 'pid=,args='], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 ** 2,
  });
  return listing.split('\n').filter((line) => line.includes(mark));
}
