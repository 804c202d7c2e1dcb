import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { displayWidth } from '../../src/report/text.js';
import { listModels } from '../../src/workload/models/models.js';
import { recordedBoots } from '../../src/workload/recorded-boots.js';
import { once, run } from './command.js';
import { runWithStdin } from './with-stdin.js';

const fixture = (name: string) =>
  fileURLToPath(new URL(`../fixtures/traces/${name}`, import.meta.url));

const mode = z.enum(['unpaged', 'two-level', 'pae', 'four-level', 'five-level']);
const hex = z.string().regex(/^[0-9a-f]{8,16}$/);
const summary = z.strictObject({
  entries: z.int(),
  rsms: z.int(),
  calls: z.int(),
  full: z.int(),
  early: z.int(),
  modes: z.partialRecord(mode, z.int().positive()),
  states: z.array(
    z.strictObject({
      ...{ cr0: hex, cr4: hex, efer: hex, smm: z.boolean(), mode },
      ...{ resets: z.int().positive(), full: z.int() },
    }),
  ),
  rules: z.string(),
});
const skips = { skipped: z.int(), skippedReasons: z.record(z.string(), z.int()) };

const sum = (numbers: number[]) => numbers.reduce((all, each) => all + each, 0);

describe.concurrent('trace show --json', () => {
  it('is one document whose numbers go together', async () => {
    const { code, stdout, stderr } = await run([
      'trace',
      'show',
      'q35-ovmf-secboot-kernel',
      '--json',
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const shown = summary.parse(JSON.parse(stdout));
    expect(shown).toMatchObject({ entries: 418, rsms: 418, calls: 5435, full: 2510, early: 2925 });
    expect(shown.modes).toEqual({ 'four-level': 418 });
    expect(sum(shown.states.map(({ resets }) => resets))).toBe(shown.calls);
    expect(sum(shown.states.map(({ full }) => full))).toBe(shown.full);
    expect(shown.states[0]).toMatchObject({ cr0: '80010033', cr4: '00000668', smm: true });
    expect(shown.states[0]?.efer).toBe('0000000000000d00');
    expect(new Set(shown.states.map(({ mode }) => mode))).toEqual(
      new Set(['unpaged', 'four-level']),
    );
  });

  it('follows the rules that are asked for', async () => {
    const shown = await run([
      'trace',
      'show',
      'q35-ovmf-secboot-kernel',
      '--rules',
      'v6.1',
      '--json',
    ]);
    expect(summary.parse(JSON.parse(shown.stdout))).toMatchObject({ calls: 5852, rules: 'v6.1' });
  });

  it('says on stderr what was assumed of a QEMU log', async () => {
    const { code, stdout, stderr } = await run([
      'trace',
      'show',
      fixture('qemu-no-disk.log'),
      '--json',
    ]);
    expect(code).toBe(0);
    expect(summary.parse(JSON.parse(stdout))).toMatchObject({ calls: 9, modes: { unpaged: 3 } });
    expect(stderr).toMatch(
      /^kvm-mmu-bench: what the SMI handler writes is not recorded: flat, .*\n$/,
    );
  });

  it('takes the guest, the vCPU and the handler from options where the trace has none', async () => {
    const options = ['--guest', 'four-level', '--nx', 'off', '--vcpu', '0', '--handler', 'flat'];
    const { stdout } = await run([
      'trace',
      'show',
      fixture('perf-script.txt'),
      ...options,
      '--json',
    ]);
    // Long mode without NX, flat handler: 5 = 4 + 1 for each of two SMIs.
    const shown = summary.parse(JSON.parse(stdout));
    expect(shown).toMatchObject({ calls: 10, full: 8, modes: { 'four-level': 2 } });
  });

  it('leniently counts what it has skipped, also if that is nothing', async () => {
    const lenient = z.strictObject({ ...summary.shape, ...skips });
    const cut = await run(['trace', 'show', fixture('qemu-cut.log'), '--lenient', '--json']);
    expect(lenient.parse(JSON.parse(cut.stdout))).toMatchObject({
      ...{ entries: 3, skipped: 1, skippedReasons: { 'cut dump': 1 } },
    });
    const whole = await run(['trace', 'show', 'pc-kernel', '--lenient', '--json']);
    expect(lenient.parse(JSON.parse(whole.stdout))).toMatchObject({
      skipped: 0,
      skippedReasons: {},
    });
  });

  it('reads standard input', async () => {
    const text = readFileSync(fixture('qemu-no-disk.log'));
    const { code, stdout } = await runWithStdin(['trace', 'show', '-', '--json'], text);
    expect({ code, entries: summary.parse(JSON.parse(stdout)).entries }).toEqual({
      ...{ code: 0, entries: 3 },
    });
  });
});

describe.concurrent('trace show', () => {
  const shown = once(() => run(['trace', 'show', 'q35-ovmf-secboot-kernel']));

  it('tells counts, states, the order of resets and the work, within 80 columns', async () => {
    const { code, stdout, stderr } = await shown();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('418 SMM entries, 418 RSMs: 5435 calls = 2510 full + 2925 early\n');
    expect(stdout).toContain('  enter, 418 times: SMM flag full, SMM state full\n');
    expect(stdout).toMatch(/\n {2}rsm, 416 times: handler: CR0 write early, .*\n {2}rsm, once: /s);
    expect(stdout).toMatch(/^four-level +in +80010033 +00000668 +00000d00 +832 +832$/m);
    expect(stdout).toMatch(/^RSM \(in SMM\) +5913 +112 +193 +41$/m);
    expect(Math.max(...stdout.split('\n').map(displayWidth))).toBeLessThanOrEqual(80);
  });

  it('says what is not known, and what was skipped and where', async () => {
    const { stdout } = await run(['trace', 'show', fixture('qemu-cut.log'), '--lenient']);
    expect(stdout).toContain('The work between the transitions is not recorded.');
    expect(stdout).toContain('skipped: cut dump (1), first in line 115\n');
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'what the SMI handler writes is not recorded: flat',
    );
  });

  it('shows models too, with what they do in L2', async () => {
    const { code, stdout } = await run(['trace', 'show', 'nested:entries=3,guests=2']);
    expect(code).toBe(0);
    expect(stdout).toContain('0 SMM entries, 0 RSMs, 3 L2 entries, 3 exits: 6 calls');
    expect(stdout).toMatch(/^unpaged +L2 +00000010/m);
  });
});

describe.concurrent('trace list', () => {
  it('--json has the recorded boots and the models, each with what it is', async () => {
    const { code, stdout, stderr } = await run(['trace', 'list', '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const named = (all: { id: string; description: string }[]) =>
      all.map(({ id, description }) => ({ name: id, description }));
    expect(JSON.parse(stdout)).toEqual({
      recorded: named(recordedBoots()),
      models: named(listModels()),
    });
  });

  it('has all of them as text, within 80 columns', async () => {
    const { code, stdout } = await run(['trace', 'list']);
    expect(code).toBe(0);
    for (const { id } of [...recordedBoots(), ...listModels()]) {
      expect(stdout).toMatch(new RegExp(`^ {2}${id}$`, 'm'));
    }
    expect(Math.max(...stdout.split('\n').map(displayWidth))).toBeLessThanOrEqual(80);
  });
});

describe.concurrent('a mistake exits with 2, one line on stderr and nothing on stdout', () => {
  it.each([
    [['show', 'pc-kernl'], 'unknown workload "pc-kernl": did you mean pc-kernel?'],
    [['show', 'absent.log'], 'cannot read trace absent.log: no such file'],
    [['show', fixture('qemu-cut.log')], 'qemu-cut.log:115: found the end of the log before'],
    [['show', 'pc-kernel', '--rules', 'v5.71'], 'unknown rules "v5.71": did you mean v5.17'],
    [['show', 'pc-kernel', '--handler', 'ovmf'], '1 records what the handler wrote: leave out --h'],
    [['show', 'pc-kernel', '--guest', 'pae'], "which has the guest's registers: leave out --guest"],
    [['show', 'thread-600', '--vcpu', '0'], 'thread-600 is a model, which is computed'],
    [['show', fixture('perf-script.txt'), '--vcpu', 'x'], '--vcpu must be a whole number from 0'],
    [['show', 'x.log', '--guest', 'paged'], "'paged' is invalid. Allowed choices are unpaged, two"],
    [['sow'], "unknown command 'sow'"],
  ])('trace %j', async (args, message) => {
    const { code, stdout, stderr } = await run(['trace', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^kvm-mmu-bench: [^\n]+\n$/);
    expect(stderr).toContain(message);
  });
});
