/** Where a bank's structs lie, seen by a debugger at the moment that they are timed. */

import { spawnSync } from 'node:child_process';
import { beforeEach, describe, expect, it, type TestContext } from 'vitest';
import { registry } from './support/addon.js';
import { replayProgram } from './support/disassembly.js';
import { needs } from './support/needs.js';

beforeEach(needs('gdb', 'gdb'));

const LINE = 64n;
const PAGE = 4096n;

interface Placed {
  struct: bigint;
  images: bigint;
}

/** The first call is for the spare vCPU, the second for the bank: a pointer and a count. */
const LOOK = ['break kvm_mmu_bench::core::time_bank', 'run', 'continue', 'x/16gx $rdi', 'kill'];

/** The eight vCPUs of a hot bank. */
function placed(context: TestContext, ...options: string[]): Placed[] {
  const commands = LOOK.flatMap((command) => ['-ex', command]);
  const { stdout, stderr } = spawnSync(
    'gdb',
    ['-nx', '-batch', ...commands, '--args', replayProgram, '--resets', '1', ...options],
    { encoding: 'utf8', env: { ...process.env, DEBUGINFOD_URLS: '' }, timeout: 25_000 },
  );
  context.skip(/ptrace|not permitted/i.test(stderr), 'the system lets no debugger trace');
  const rows = stdout.split('\n').filter((line) => /^0x[0-9a-f]+.*:\t0x/.test(line));
  return rows.map((row) => {
    const [struct = '0', images = '0'] = row.split('\t').slice(1);
    return { struct: BigInt(struct), images: BigInt(images) };
  });
}

const cases: [title: string, phase: number, options: string[]][] = [
  ...registry.layouts.map(({ name, phase }): [string, number, string[]] => {
    return [`${name} by itself`, phase, ['--layout', name]];
  }),
  ['v5.17 moved', 0, ['--layout', 'v5.17', '--phase', '0']],
  ['v5.16 moved', 24, ['--layout', 'v5.16', '--phase', '24']],
];

describe('a bank’s structs lie where the layout or the user says', () => {
  it.for(cases)('%s: at phase %i', ([, phase, options], context) => {
    const vcpus = placed(context, ...options);
    const phases = vcpus.map(({ struct }) => Number(struct % LINE));
    expect(phases).toEqual(new Array(8).fill(phase));
    // Images are aligned, so that copies to any phase read them alike.
    expect(vcpus.map(({ images }) => images % LINE)).toEqual(new Array(8).fill(0n));
    expect(new Set(vcpus.map(({ struct }) => struct / PAGE)).size, 'pages').toBe(8);
    // Spread evenly over the sets of a first-level cache.
    const sets = vcpus.map(({ struct }) => Number((struct % PAGE) / LINE)).sort((a, b) => a - b);
    const distances = sets.slice(1).map((set, index) => set - (sets[index] ?? 0));
    expect(distances).toEqual(new Array(7).fill(8));
  });
});
