import { describe, expect, it } from 'vitest';
import { encodeWorkload } from '../../src/workload/encode.js';
import { listWorkloads, loadWorkload } from '../../src/workload/workloads.js';
import { addon, registry, runnable } from './support/addon.js';
import { bootRequest, ignore } from './support/requests.js';

const workloads = listWorkloads().map(({ id }) => id);

function boots(id: string, changes: Parameters<typeof bootRequest>[0] = {}) {
  const workload = loadWorkload(id);
  const request = bootRequest({ rounds: 1, ...changes, ...encodeWorkload(workload) });
  return { workload, samples: addon.startBoot(request, ignore).samples };
}

describe('the replay decides by comparing roles, and finds what KVM would', () => {
  it('thread-600: 400 full resets, 200 early returns', async () => {
    const { fullResets, earlyResets } = await boots('thread-600').samples;
    expect([fullResets, earlyResets]).toEqual([400, 200]);
  });

  it.each(workloads)('%s: as many as its expansion counts', async (id) => {
    const { workload, samples } = boots(id);
    const { fullResets, earlyResets } = await samples;
    expect({ full: fullResets, early: earlyResets }).toEqual({
      full: workload.counts.full,
      early: workload.counts.early,
    });
  });

  it.each(registry.layouts)('$name: the same on every layout', async ({ name: layout, phase }) => {
    const { fullResets } = await boots('thread-600', { layout, phase }).samples;
    expect(fullResets).toBe(400);
  });
});

describe('ticks of whole boots', () => {
  const columns = runnable.map(({ name }) => name);

  it.each(registry.states)('$name: every strategy has its own in every round', async (state) => {
    const { samples } = boots('pc-kernel', { state: state.name, columns, rounds: 4 });
    const { rounds, ticks, stateCheck } = await samples;
    expect(rounds).toBe(4);
    expect(ticks).toHaveLength(4 * columns.length);
    expect(Math.min(...ticks)).toBeGreaterThan(0);
    expect(stateCheck.state).toBe(state.name);
  });

  it('grow with the transitions', { retry: 2 }, async () => {
    const median = async (id: string) => {
      const { ticks } = await boots(id, { rounds: 9 }).samples;
      return [...ticks].sort((a, b) => a - b)[4] ?? 0;
    };
    expect((await median('thread-600')) / (await median('pc-kernel'))).toBeGreaterThan(5);
  });

  it.each(registry.retirements)('come with $name resets', async ({ name: retirement }) => {
    const { ticks } = await boots('thread-600', { retirement }).samples;
    expect(ticks[0]).toBeGreaterThan(0);
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
    const guestStates = Uint32Array.of(0, 0, 0, 0, 0xc, 0, 0x800, 0);
    const resets = Uint32Array.of(1, 0, 1);
    const request = bootRequest({ guestStates, resets, transitions: Uint32Array.of(3) });
    const { fullResets, earlyResets } = await addon.startBoot(request, ignore).samples;
    expect([fullResets, earlyResets]).toEqual([0, 3]);
  });
});
