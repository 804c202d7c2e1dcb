/** `npm run profile:perf` as its user meets it, with the perf of this machine. */

import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, type TestContext } from 'vitest';
import type { Profile } from '../../src/perf/profile.js';
import { replayPath } from '../../src/perf/replay.js';
import { OBJDUMP, PERF, toolVersion } from '../../src/perf/tool.js';
import { type Ended, skipWithoutAddon } from '../cli/command.js';

const SCRIPT = fileURLToPath(new URL('../../bench/profile-perf.ts', import.meta.url));
const TSX = createRequire(import.meta.url).resolve('tsx');
const LIMIT_MS = 120_000;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kvm-mmu-bench-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function start(args: readonly string[], environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['--import', TSX, SCRIPT, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', ...environment },
  });
  const streams = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      streams[name] += text;
    });
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...streams }));
  });
  return { child, ended };
}

const run = (args: readonly string[], environment?: Record<string, string>) =>
  start([...args, '--output', join(folder, 'out')], environment).ended;

function skipWithoutPerf(context: TestContext): void {
  skipWithoutAddon(context);
  for (const tool of [PERF, OBJDUMP]) {
    const { command, package: name } = tool;
    context.skip(toolVersion(tool) === null, `${command} is missing: apt-get install ${name}`);
  }
  const probe = spawnSync(PERF.command, ['stat', '-e', 'cpu-clock:u', '--', 'true']);
  context.skip(
    probe.status !== 0,
    'perf may not sample here: sysctl kernel.perf_event_paranoid must be 2 or less, or CAP_PERFMON',
  );
}

/** In a folder that is all of PATH: `#!/bin/sh` programs of these names. */
function fakeTools(programs: Record<string, string>): Record<string, string> {
  for (const [name, body] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return { PATH: folder };
}

function replaysRunning(): number {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return processes.filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`${folder}/out`);
    } catch {
      return false;
    }
  }).length;
}

async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + LIMIT_MS / 2;
  while (!condition()) {
    if (performance.now() > end) throw new Error('it never happened');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('npm run profile:perf', { timeout: LIMIT_MS }, () => {
  it('finds the strategy, its stores and its callers in real samples', async (context) => {
    skipWithoutPerf(context);
    const { code, stdout, stderr } = await run(['--seconds', '1', '--json']);
    expect(code, stderr).toBe(0);
    const profile = JSON.parse(stdout) as Profile;
    expect(profile.schema).toBe('kvm-mmu-bench/profile/1');
    expect(profile.event).toMatch(/^(cycles|cpu-clock)/);
    expect(profile.samples).toBeGreaterThan(200);
    expect(profile.notUnderstood).toEqual({ lines: 0, first: null });
    expect(profile.replay).toMatch(/^v5\.17 field-by-field hot .* resets/);
    expect(profile.strategySymbol).toMatch(/writes_reset<[\w:]*FieldByField, [\w:]*V5_17,/);
    // With frame pointers it would be the timed loop's caller.
    expect(profile.callers[0]?.caller).toContain('bank_ticks');
    const stores = profile.instructions.filter(({ instruction }) =>
      /,.*\(%rdi\)/.test(instruction),
    );
    expect(stores.length).toBeGreaterThanOrEqual(22);
    expect(profile.instructions.some(({ source }) => source?.includes('mmu.page_fault ='))).toBe(
      true,
    );
    const shares = profile.instructions.reduce((sum, { percent }) => sum + percent, 0);
    expect(shares).toBeGreaterThan(99);
    expect(shares).toBeLessThan(101);
  });

  it('writes a flame graph, folded stacks and the annotation, and leaves nothing else', async (context) => {
    skipWithoutPerf(context);
    const args = ['memcpy-rep-movsb', 'dram', '--layout', 'v5.16', '--seconds', '0.5'];
    const { code, stdout, stderr } = await run(args);
    expect(code, stderr).toBe(0);
    const stem = join(folder, 'out', 'memcpy-rep-movsb-dram-v5.16');
    expect(readdirSync(join(folder, 'out')).sort()).toEqual([
      'memcpy-rep-movsb-dram-v5.16.annotate.txt',
      'memcpy-rep-movsb-dram-v5.16.folded',
      'memcpy-rep-movsb-dram-v5.16.svg',
    ]);
    const svg = readFileSync(`${stem}.svg`, 'utf8');
    const boxes = svg.split('\n').filter((line) => line.startsWith('<g>'));
    const blue = boxes.filter((line) => line.includes('fill="#8fc1ff"'));
    expect(blue.length).toBeGreaterThan(0);
    for (const box of blue) expect(box).toMatch(/<title>[^<]*writes_reset&lt;[^<]*MemcpyRepMovsb/);
    expect(readFileSync(`${stem}.folded`, 'utf8')).toMatch(
      /^kvm-mmu-replay;.*bank_ticks.*;.*writes_reset<.*MemcpyRepMovsb.* \d+$/m,
    );
    expect(stdout).toContain('rep movsb');
    expect(stdout).toMatch(/(cpu-clock|cycles)\S*: .*user mode/);
    // A path is never cut to fit.
    const lines = stdout.split('\n').filter((line) => !line.includes(folder));
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  it('leaves neither a process nor a file after Ctrl-C, and exits with 130', async (context) => {
    skipWithoutPerf(context);
    const { child, ended } = start(['--seconds', '15', '--output', join(folder, 'out')]);
    // perf record names its file, which is in the output folder.
    await until(() => replaysRunning() > 1);
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    expect(code, stderr).toBe(130);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/interrupted\n$/);
    expect(replaysRunning()).toBe(0);
    expect(readdirSync(join(folder, 'out'))).toEqual([]);
  });

  it('says how to install perf where it is missing', async (context) => {
    skipWithoutAddon(context);
    const { code, stdout, stderr } = await run([], { PATH: folder });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/cannot run perf, .*apt-get install linux-perf\n$/);
  });

  it('says in one line what the kernel demands where perf may not sample', async (context) => {
    skipWithoutAddon(context);
    const tools = fakeTools({
      perf: '[ "$1" = stat ] || exit 0\necho "Error:" >&2\necho "Access is limited." >&2\nexit 255',
      objdump: 'exit 0',
    });
    const { code, stderr } = await run([], tools);
    expect(code, stderr).toBe(2);
    expect(stderr).toMatch(
      /^[^\n]*cannot sample: kernel\.perf_event_paranoid is -?\d+.*CAP_PERFMON.*"Access is limited\."\n$/,
    );
    expect(existsSync(join(folder, 'out')) ? readdirSync(join(folder, 'out')) : []).toEqual([]);
  });

  it.each([
    [['field-by-fild'], /unknown strategy "field-by-fild": did you mean field-by-field/],
    [['field-by-field', 'hott'], /unknown state "hott": did you mean hot/],
    [['all'], /one strategy can be profiled at a time/],
    [['--seconds', '99'], /--seconds must be a number from 0\.5 to 15, not "99"/],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await run(args);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd()).not.toContain('\n');
  });
});

describe('every strategy', () => {
  it('has its function in the executable under the name that the profile looks for', async (context) => {
    skipWithoutAddon(context);
    context.skip(
      toolVersion({ command: 'nm', package: 'binutils' }) === null,
      'nm is missing: apt-get install binutils',
    );
    const { loadAddon } = await import('../../src/host/addon.js');
    const { findStrategySymbol } = await import('../../src/perf/profile-symbols.js');
    const { stdout } = spawnSync('nm', ['-C', replayPath()], {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    const symbols = stdout.split('\n').map((symbol) => ({ symbol }));
    const proposals = loadAddon()
      .registry()
      .strategies.filter(({ control }) => !control)
      .map(({ name }) => name);
    expect(proposals.filter((name) => findStrategySymbol(name, symbols) === null)).toEqual([]);
  });
});
