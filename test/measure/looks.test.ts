import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_MINIMUM_ROUNDS, nextLook } from '../../src/stats/sequential.js';
import { CELL, measured, plan } from './bench.js';
import { type FakeAddon, fakeAddon, timedJob } from './fake-addon.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

const DAY = 86_400;

/** Counts of rounds at which one cell's width was looked at, up to a number of looks. */
async function looksOf(rounds: number, addon: FakeAddon, most = 30): Promise<number[]> {
  const looks: number[] = [];
  const asked = plan({ cells: [{ ...CELL, rounds }], budgetSeconds: DAY });
  await measured(asked, addon, {
    widthOf: (samples) => (looks.push(samples.rounds) < most ? 2 : 0),
  });
  return looks;
}

/** Settled before the first sample. */
function presetLooks(maximum: number): number[] {
  const looks: number[] = [];
  const limits = { minimum: Math.min(DEFAULT_MINIMUM_ROUNDS, maximum), maximum, multiple: 2 };
  for (let look = nextLook(0, limits); look !== null; look = nextLook(look, limits)) {
    looks.push(look);
  }
  return looks;
}

const quickJobs = () => fakeAddon((_, request) => timedJob(request, 0.001));

describe('the looks at a width', () => {
  it('are few, and farther apart the more rounds there are', async () => {
    expect(await looksOf(400, quickJobs())).toEqual([24, 36, 54, 82, 124, 186, 280, 400]);
  });

  it('are those that were settled before, whatever the maximum', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 20_000 }), async (maximum) => {
        expect(await looksOf(maximum, quickJobs())).toEqual(presetLooks(maximum));
      }),
      { numRuns: 60 },
    );
  });

  // Fails while a job that its second of time cuts short is looked at wherever that was.
  it('stay the same where rounds take so long that jobs end before the next look', async () => {
    const slow = fakeAddon((_, request) => timedJob(request, 90));
    expect(await looksOf(124, slow)).toEqual([24, 36, 54, 82, 124]);
  });
});

describe('the rounds of a job', () => {
  it('are whole draws of placement, but for the end of an odd maximum', async () => {
    const maximum = fc.integer({ min: 1, max: 3000 });
    const roundMs = fc.constantFrom(0.001, 1, 40, 700);
    await fc.assert(
      fc.asyncProperty(maximum, roundMs, async (rounds, ms) => {
        const addon = fakeAddon((_, request) => timedJob(request, ms));
        await looksOf(rounds, addon);
        const asked = addon.requests.map((request) => request.rounds);
        // A job that goes for an odd maximum may be cut short, at a whole draw, and tried again.
        expect(rounds % 2 === 1 || asked.every((each) => each % 2 === 0)).toBe(true);
        expect((asked.at(-1) ?? 0) % 2).toBe(rounds % 2);
      }),
      { numRuns: 60 },
    );
  });

  it('never add up to more than were allowed', async () => {
    const addon = quickJobs();
    const looks = await looksOf(1001, addon);
    expect(looks.at(-1)).toBe(1001);
    expect(addon.requests.reduce((sum, { rounds }) => sum + rounds, 0)).toBe(1001);
  });

  it('are at least the first look, whatever that takes, and afterwards as time allows', async () => {
    const addon = fakeAddon((_, request) => timedJob(request, 500));
    await looksOf(60, addon);
    const [first, ...others] = addon.requests.map(({ leastRounds }) => leastRounds);
    expect(first).toBe(24);
    expect(new Set(others)).toEqual(new Set([1]));
  });

  it('are all of them at once where fewer than a first look are allowed', async () => {
    const addon = quickJobs();
    expect(await looksOf(13, addon)).toEqual([13]);
    expect(addon.requests).toMatchObject([{ rounds: 13, leastRounds: 13 }]);
  });
});
