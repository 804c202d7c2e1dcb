import { describe, expect, it } from 'vitest';
import { CR0, EFER } from '../../src/workload/registers.js';
import { listWorkloads, loadWorkload } from '../../src/workload/workloads.js';
import { state } from '../workload/guests.js';
import { addon, registry, runnable } from './support/addon.js';
import { boot, countsOf } from './support/boots.js';
import { encodeStates } from './support/guests.arbitrary.js';
import { bootRequest, ignore } from './support/requests.js';

const workloads = listWorkloads().map(({ id }) => id);

describe('the replay decides by comparing roles, and finds what KVM would', () => {
  it('thread-600: 400 full resets, 200 early returns', async () => {
    const { samples } = await boot('thread-600');
    expect(countsOf(samples)).toEqual({ full: 400, early: 200 });
  });

  it.each(workloads)('%s: as many as its expansion counts', async (id) => {
    const { samples, counts } = await boot(id);
    expect(countsOf(samples)).toEqual(counts);
  });

  it.each(registry.layouts)('$name: the same on every layout', async ({ name: layout, phase }) => {
    const { samples } = await boot('thread-600', { layout, phase });
    expect(countsOf(samples)).toEqual({ full: 400, early: 200 });
  });
});

describe('ticks of whole boots', () => {
  const columns = runnable.map(({ name }) => name);

  it.each(registry.states)('$name: every strategy has its own in every round', async ({ name }) => {
    const { samples } = await boot('pc-kernel', { state: name, columns, rounds: 4 });
    expect(samples.rounds).toBe(4);
    expect(samples.ticks).toHaveLength(4 * columns.length);
    expect(Math.min(...samples.ticks)).toBeGreaterThan(0);
    expect(samples.stateCheck.state).toBe(name);
  });

  it('grow with the transitions', { retry: 2 }, async () => {
    const median = async (id: string) => {
      const { samples } = await boot(id, { rounds: 9 });
      return [...samples.ticks].sort((a, b) => a - b)[4] ?? 0;
    };
    expect((await median('thread-600')) / (await median('pc-kernel'))).toBeGreaterThan(5);
  });

  it.each(registry.retirements)('come with $name resets', async ({ name: retirement }) => {
    const { samples } = await boot('thread-600', { retirement });
    expect(samples.ticks[0]).toBeGreaterThan(0);
  });
});

describe('where along a boot its ticks go', () => {
  it.each([
    { id: 'pc-kernel', least: 1 },
    { id: 'thread-600', least: 33 },
    { id: 'pc-virtioblk-readloop', least: 33 },
  ])('$id: the parts of each round and column add up to its ticks', async ({ id, least }) => {
    const columns = runnable.map(({ name }) => name);
    const { samples } = await boot(id, { columns, rounds: 2 });
    const transitions = (await loadWorkload(id)).transitions.length;
    const parts = Math.ceil(transitions / samples.transitionsPerPart);
    expect(parts).toBeGreaterThanOrEqual(least);
    expect(parts).toBeLessThanOrEqual(64);
    expect(samples.transitionsPerPart % 2).toBe(0);
    const sums = Array.from(samples.ticks, (_, index) =>
      samples.partTicks.subarray(index * parts, (index + 1) * parts).reduce((a, b) => a + b, 0),
    );
    expect(samples.partTicks).toHaveLength(samples.ticks.length * parts);
    expect(sums).toEqual([...samples.ticks]);
  });

  it('several vCPUs: the mean of theirs, give or take a tick', async () => {
    const { samples } = await boot('pc-kernel', { rounds: 2, vcpus: 3, threads: 1 });
    const all = (values: Float64Array) => values.reduce((a, b) => a + b, 0);
    const difference = Math.abs(all(samples.partTicks) - all(samples.ticks));
    expect(difference).toBeLessThan(samples.ticks.length);
  });
});

describe('a boot of unusual shape', () => {
  it('a transition without a reset', async () => {
    const transitions = Uint32Array.of(0, 5, 0);
    const samples = await addon.startBoot(bootRequest({ transitions }), ignore).samples;
    expect(samples.fullResets + samples.earlyResets).toBe(5);
  });

  it('states of equal role count as one: going between them is an early return', async () => {
    // CR0.EM and CR0.TS are in no role, nor is NX while paging is off.
    const guestStates = encodeStates([state(0), state(CR0.EM | CR0.TS, 0, EFER.NX)]);
    const resets = Uint32Array.of(1, 0, 1);
    const request = bootRequest({ guestStates, resets, transitions: Uint32Array.of(3) });
    const samples = await addon.startBoot(request, ignore).samples;
    expect(countsOf(samples)).toEqual({ full: 0, early: 3 });
  });

  it('a vCPU that begins in the first reset’s state returns from it early', async () => {
    const request = bootRequest();
    const started = { ...request, initialState: request.resets[0] ?? 0 };
    const fresh = await addon.startBoot(request, ignore).samples;
    const samples = await addon.startBoot(started, ignore).samples;
    const { full, early } = countsOf(fresh);
    expect(countsOf(samples)).toEqual({ full: full - 1, early: early + 1 });
  });
});
