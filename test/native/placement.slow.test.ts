/** Where a bank's structs lie, seen by a debugger at the moment that they are timed. */

import { beforeEach, describe, expect, it, type TestContext } from 'vitest';
import { registry } from './support/addon.js';
import { debug } from './support/debugger.js';
import { needs } from './support/needs.js';

beforeEach(needs('gdb', 'gdb'));

const LINE = 64n;
const PAGE = 4096n;
const LINES_PER_PAGE = Number(PAGE / LINE);

interface Placed {
  struct: bigint;
  images: bigint;
}

/** Words of a core::Vcpu: block, mmu, images, templates' first and count, cpuid. */
const VCPU_WORDS = 6;
const [MMU, IMAGES] = [1, 2] as const;

/** Of a hot bank. */
const VCPUS = 8;

/** The first call is for the spare vCPU, the second for the bank: a pointer and a count. */
const LOOK = [
  ...['break kvm_mmu_bench::core::time_bank', 'run', 'continue'],
  ...[`x/${VCPUS * VCPU_WORDS}gx $rdi`, 'kill'],
];

/** The eight vCPUs of a hot bank. */
function placed(context: TestContext, ...options: string[]): Placed[] {
  const stdout = debug(context, LOOK, ['--resets', '1', ...options]);
  const words = stdout
    .split('\n')
    .filter((line) => /^0x[0-9a-f]+.*:\t0x/.test(line))
    .flatMap((line) => line.split('\t').slice(1).map(BigInt));
  return Array.from({ length: words.length / VCPU_WORDS }, (_, vcpu) => ({
    struct: words[vcpu * VCPU_WORDS + MMU] ?? 0n,
    images: words[vcpu * VCPU_WORDS + IMAGES] ?? 0n,
  }));
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
    expect(phases).toEqual(new Array(VCPUS).fill(phase));
    // Images are aligned, so that copies to any phase read them alike.
    expect(vcpus.map(({ images }) => images % LINE)).toEqual(new Array(VCPUS).fill(0n));
    expect(new Set(vcpus.map(({ struct }) => struct / PAGE)).size, 'pages').toBe(VCPUS);
    // Spread evenly over the sets of a first-level cache.
    const sets = vcpus.map(({ struct }) => Number((struct % PAGE) / LINE)).sort((a, b) => a - b);
    const distances = sets.slice(1).map((set, index) => set - (sets[index] ?? 0));
    expect(distances).toEqual(new Array(VCPUS - 1).fill(LINES_PER_PAGE / VCPUS));
  });
});
