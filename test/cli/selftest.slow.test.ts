/** The self-test on this very machine: what must hold on any, however noisy its neighbours are. */

import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadAddon } from '../../src/host/addon.js';
import { once, run, skipWithoutAddon } from './command.js';

const LIMIT_SECONDS = 60;
/** Ours is waited for a little longer, so that a slow one fails with its own number. */
const SLOW = { timeout: (LIMIT_SECONDS + 20) * 1000 };

const interval = { estimateNs: z.number(), low: z.number(), high: z.number() };
const positive = z.number().positive();

/** What scripts may rely on. */
const selfTest = z.object({
  aa: z.object({
    comparisons: z.int().min(200),
    significant: z.int().nonnegative(),
    noiseFloorNs: z.record(z.string(), positive),
  }),
  injection: z.array(z.object({ nominalNs: positive, ...interval })),
  states: z.array(
    z.object({
      state: z.string(),
      loadLatencyNs: positive,
      reachedShare: z.number().min(0).max(1),
    }),
  ),
  clock: z.object({ tscHz: positive, coreHz: positive }),
  resolution: z.array(
    z.object({ state: z.string(), nsPerCall: positive, microsecondsPer600: positive }),
  ),
  passed: z.boolean(),
  failures: z.array(z.string()),
  wallSeconds: positive,
});

const ended = once(() => run(['selftest', '--json'], { limitSeconds: LIMIT_SECONDS + 10 }));
const outcome = once(async () => selfTest.parse(JSON.parse((await ended()).stdout)));

beforeEach(skipWithoutAddon);

describe('selftest --json', () => {
  it('prints one document, and talks on stderr only', SLOW, async () => {
    const { stdout, stderr } = await ended();
    expect(stdout.trimStart().startsWith('{')).toBe(true);
    await outcome();
    for (const line of stderr.trimEnd().split('\n')) expect(line).toMatch(/^(self-test: .*)?$/);
  });

  it('exits with 0 if it passed and with 1 if not, and says what failed', SLOW, async () => {
    const { passed, failures } = await outcome();
    expect((await ended()).code).toBe(passed ? 0 : 1);
    expect(failures.length === 0).toBe(passed);
  });

  it('takes less than a minute', SLOW, async () => {
    expect((await outcome()).wallSeconds).toBeLessThan(LIMIT_SECONDS);
  });

  it('is about every cache state', SLOW, async () => {
    const { states, aa, resolution } = await outcome();
    const names = loadAddon()
      .registry()
      .states.map(({ name }) => name);
    expect(states.map(({ state }) => state)).toEqual(names);
    expect(resolution.map(({ state }) => state)).toEqual(names);
    expect(Object.keys(aa.noiseFloorNs).sort()).toEqual([...names].sort());
  });
});

describe('the instrument, on this machine', () => {
  it('does not call the same code different more often than it may', SLOW, async () => {
    const { significant, comparisons } = (await outcome()).aa;
    expect(significant / comparisons).toBeLessThanOrEqual(0.05);
  });

  it('finds a delay of 200 ns within 5 %', SLOW, async () => {
    const { injection } = await outcome();
    expect(injection.map(({ nominalNs }) => nominalNs)).toEqual([1, 5, 20, 60, 200]);
    const found = injection.find(({ nominalNs }) => nominalNs === 200)?.estimateNs ?? 0;
    expect(Math.abs(found / 200 - 1)).toBeLessThan(0.05);
  });
});
