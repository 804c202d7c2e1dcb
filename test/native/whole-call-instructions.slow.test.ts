/**
 * How much work a whole call is, beside what was counted of kvm_init_mmu in real kernels. Only ratios
 * are held to: compilers differ, and a kernel's call goes through helpers that are functions.
 */

import { beforeEach, describe, expect, it } from 'vitest';
import { type Counted, countCalls } from './support/callgrind.js';
import { needs } from './support/needs.js';

beforeEach(needs('valgrind', 'valgrind'));

const CASES = {
  'v6.1 full': ['--layout', 'v6.1'],
  'v6.1 early': ['--layout', 'v6.1', '--calls', 'early'],
  'v6.1 long mode': ['--layout', 'v6.1', '--guest', 'four-level'],
  'v5.17 full': ['--layout', 'v5.17'],
  'v5.17 early': ['--layout', 'v5.17', '--calls', 'early'],
  'v5.10 full': ['--rules', 'v5.10'],
} as const;

type Case = keyof typeof CASES;

/** Of one region: its calls, and two of a vCPU beside it that warm up. */
const CALLS_PER_REGION = 256 + 2;

const counted = new Map<Case, Promise<Counted>>();

function countsOf(name: Case): Promise<Counted> {
  const known = counted.get(name);
  if (known !== undefined) return known;
  const options = ['--scope', 'init', '--resets', '1', ...CASES[name]];
  const counts = countCalls(options, 'init_bank_ticks', 'init_call<');
  counted.set(name, counts);
  return counts;
}

/** Instructions of one call, of each case. */
async function perCall(...names: Case[]): Promise<number[]> {
  const counts = await Promise.all(names.map(countsOf));
  return counts.map(({ calls, instructions }) => instructions / calls);
}

function expectAbout(found: number, expected: number): void {
  expect(found / expected).toBeGreaterThan(0.7);
  expect(found / expected).toBeLessThan(1.3);
}

describe('an unpaged guest’s call takes about the instructions of a real 6.1 kernel’s', () => {
  const KERNEL = { full: 154, early: 81 };

  // v5.17's were not counted; without the permission loop they are alike.
  it.each(['v6.1', 'v5.17'] as const)('%s, full and early', async (version) => {
    const [full = 0, early = 0] = await perCall(`${version} full`, `${version} early`);
    expectAbout(full, KERNEL.full);
    expectAbout(early, KERNEL.early);
    expect(early).toBeLessThan(full);
  });

  it('v6.1 in long mode: several times as much, for the metadata', async () => {
    const [unpaged = 0, long = 0] = await perCall('v6.1 full', 'v6.1 long mode');
    expectAbout(long, 808);
    expect(long / unpaged).toBeGreaterThan(3);
  });
});

describe('the permission loop', () => {
  it('is run by v5.10 for an unpaged guest too, not by v5.17 and v6.1', async () => {
    const [old = 0, later = 0, last = 0] = await perCall('v5.10 full', 'v5.17 full', 'v6.1 full');
    expect(old / later).toBeGreaterThan(2.5);
    expect(old / last).toBeGreaterThan(2.5);
  });
});

describe('the calls that were counted', () => {
  it.each(['v6.1 full', 'v6.1 early'] as const)(
    '%s: are those of whole regions, all of the same way',
    async (name) => {
      const { calls, instructions } = await countsOf(name);
      expect(calls).toBeGreaterThan(0);
      // A region that is interrupted is measured again.
      expect(calls % CALLS_PER_REGION).toBe(0);
      expect(Number.isInteger(instructions / calls)).toBe(true);
    },
  );
});
