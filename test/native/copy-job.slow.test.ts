/** Copies of sizes known only at run time, measured side by side. */

import { describe, expect, it } from 'vitest';
import type { CopyArm } from '../../src/host/native-lab.js';
import { pairedInterval } from '../../src/stats/paired.js';
import { addon } from './support/addon.js';
import { copyRequest, means, medianTicks, RETRY, ticksByArm } from './support/lab.js';
import { ignore } from './support/requests.js';

const available = means.copyRoutines.filter(({ unavailable }) => unavailable === null);
const routines = available.map(({ name }) => name);

/** Ticks per copy of each arm. */
async function ticksPerCopy(arms: CopyArm[], rounds = 60): Promise<number[]> {
  const samples = await addon.startCopies(copyRequest(arms, { rounds }), ignore).samples;
  return medianTicks(samples).map((ticks) => ticks / samples.copiesPerSample);
}

const nothing: CopyArm = { routine: null, bytes: 0 };

describe('a copy routine', () => {
  it('that is missing says which instructions are missing, and is refused', () => {
    for (const { name, unavailable } of means.copyRoutines) {
      if (unavailable === null) continue;
      expect(unavailable).toMatch(/^this CPU lacks \w+/);
      const start = () => addon.startCopies(copyRequest([{ routine: name, bytes: 8 }]), ignore);
      expect(start).toThrow(/^routine: .* which this CPU lacks$/);
    }
  });

  it('that needs no special instructions is never missing', () => {
    const missing = ['rep-movsq', 'mov64', 'libc', 'nontemporal'].filter(
      (name) => !routines.includes(name),
    );
    expect(missing).toEqual([]);
  });

  it.each(routines)('%s: 4096 bytes cost more than 8', RETRY, async (routine) => {
    const [few = 0, many = 0] = await ticksPerCopy([8, 4096].map((bytes) => ({ routine, bytes })));
    expect(many / few).toBeGreaterThan(1.3);
  });

  it.each(routines)('%s: has ticks for every size and place', async (routine) => {
    const arms = [0, 1, 7, 8, 31, 32, 56, 64, 392, 4095, 4096].flatMap((bytes) =>
      [0, 8, 63].map((toOffset) => ({ routine, bytes, toOffset })),
    );
    const { ticks, rounds, copiesPerSample } = await addon.startCopies(copyRequest(arms), ignore)
      .samples;
    expect(rounds).toBe(3);
    expect(copiesPerSample).toBe(32);
    expect(ticks).toHaveLength(3 * arms.length);
    expect(Math.min(...ticks)).toBeGreaterThan(0);
    expect(ticks.every(Number.isInteger)).toBe(true);
  });
});

describe('a call that copies nothing', () => {
  it('is the cheapest of all', RETRY, async () => {
    const arms = [nothing, ...routines.map((routine) => ({ routine, bytes: 392 }))];
    const [least = 0, ...others] = await ticksPerCopy(arms);
    for (const [index, ticks] of others.entries()) {
      expect(ticks, routines[index]).toBeGreaterThan(least);
    }
  });

  it('costs the same whatever its size is said to be', RETRY, async () => {
    const arms = [nothing, { routine: null, bytes: 4096 }];
    const samples = await addon.startCopies(copyRequest(arms, { rounds: 200 }), ignore).samples;
    const [zero = [], many = []] = ticksByArm(samples);
    const [cost = 0] = medianTicks(samples);
    expect(Math.abs(pairedInterval(zero, many).estimate) / cost).toBeLessThan(0.05);
  });
});

describe('what comes with the ticks', () => {
  it('is plausible', async () => {
    const samples = await addon.startCopies(copyRequest([nothing], { rounds: 5 }), ignore).samples;
    expect(addon.inspectHost().allowedCpus).toContain(samples.pinnedCpu);
    expect(samples.disturbances).toHaveLength(5);
    expect(samples.repeatedRegions).toBeGreaterThanOrEqual(0);
    expect(samples.wallNs).toBeGreaterThanOrEqual(samples.busyNs);
    expect(samples.busyNs).toBeGreaterThan(0);
  });
});
