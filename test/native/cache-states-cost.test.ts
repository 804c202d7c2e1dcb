/**
 * Physics that every x86-64 shares, as ratios within one run; never absolute times. The margins are
 * a fraction of what machines show, and a disturbed run is repeated.
 */

import { describe, expect, it } from 'vitest';
import { addon } from './support/addon.js';
import { bankRequest, ignore, tscHz } from './support/requests.js';

const RETRY = { retry: 2 };
const ROUNDS = 60;

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

async function measure(state: string, ...columns: string[]) {
  const request = bankRequest({ state, columns, rounds: ROUNDS, tscHz: tscHz() });
  const samples = await addon.startBank(request, ignore).samples;
  const ticksPerReset = columns.map((_, column) => {
    const ticks = [...samples.ticks].filter((_, index) => index % columns.length === column);
    return median(ticks) / samples.resetsPerRegion;
  });
  return { ticksPerReset, check: samples.stateCheck };
}

describe('a load of the struct’s own lines takes longer, the farther they are', () => {
  it('hot, then second level, then memory', RETRY, async () => {
    const latencies = [];
    for (const state of ['hot', 'l1-evicted', 'dram']) {
      latencies.push((await measure(state, 'empty')).check.loadLatencyNs);
    }
    const [hot = 0, l1Evicted = 0, dram = 0] = latencies;
    expect(l1Evicted / hot).toBeGreaterThan(1.3);
    expect(dram / l1Evicted).toBeGreaterThan(3);
  });

  it.each(['hot', 'l1-evicted', 'dram'])('%s is reached, and said so', RETRY, async (state) => {
    const { check } = await measure(state, 'empty');
    expect(check).toMatchObject({ state, reached: true });
    if (check.nearerNs > 0) expect(check.loadLatencyNs).toBeGreaterThan(check.nearerNs);
    if (check.fartherNs > 0) expect(check.loadLatencyNs).toBeLessThan(check.fartherNs);
  });

  it('the last level is reached, or said not to be', RETRY, async () => {
    const { check } = await measure('l2-evicted', 'empty');
    const { loadLatencyNs, nearerNs, fartherNs } = check;
    expect(check.reached).toBe(loadLatencyNs > 1.5 * nearerNs && loadLatencyNs * 1.5 < fartherNs);
  });
});

describe('a reset', () => {
  it('field by field costs more from memory than from the first level', RETRY, async () => {
    const hot = await measure('hot', 'field-by-field');
    const dram = await measure('dram', 'field-by-field');
    const [near = 0] = hot.ticksPerReset;
    const [far = 0] = dram.ticksPerReset;
    expect(far / near).toBeGreaterThan(2);
  });

  it('past the caches costs more than into a hot one', RETRY, async () => {
    const { ticksPerReset } = await measure('hot', 'field-by-field', 'memcpy-nontemporal');
    const [fieldByField = 0, nontemporal = 0] = ticksPerReset;
    expect(nontemporal / fieldByField).toBeGreaterThan(1.5);
  });

  it('costs more than the harness around it, in every state', RETRY, async () => {
    for (const state of ['hot', 'l1-evicted', 'dram']) {
      const { ticksPerReset } = await measure(state, 'field-by-field', 'empty');
      const [fieldByField = 0, empty = 0] = ticksPerReset;
      expect(fieldByField / empty, state).toBeGreaterThan(1.5);
    }
  });

  it('costs more with the store buffer drained after each', RETRY, async () => {
    const ticks = async (retirement: string) => {
      const request = bankRequest({ retirement, rounds: ROUNDS });
      return median([...(await addon.startBank(request, ignore).samples).ticks]);
    };
    const overlapped = await ticks('overlapped');
    const drained = await ticks('drained');
    expect(drained / overlapped).toBeGreaterThan(1.3);
  });
});

describe('the same strategy twice', () => {
  it.each(['hot', 'l1-evicted'])(
    '%s: costs the same, give or take a third',
    RETRY,
    async (state) => {
      const { ticksPerReset } = await measure(state, 'field-by-field', 'field-by-field');
      const [once = 0, again = 0] = ticksPerReset;
      expect(again / once).toBeGreaterThan(0.75);
      expect(again / once).toBeLessThan(1.33);
    },
  );
});
