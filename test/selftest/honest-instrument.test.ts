import { describe, expect, it } from 'vitest';
import { once } from '../cli/command.js';
import { STATES, selfTest } from './model.js';

const honest = once(selfTest);

describe('an instrument that shows what is there', () => {
  it('passes, and there is nothing to say against it', async () => {
    const { passed, failures } = (await honest()).result;
    expect({ passed, failures }).toEqual({ passed: true, failures: [] });
  });

  it('finds no difference where there is none, in hundreds of comparisons', async () => {
    const { aa } = (await honest()).result;
    expect(aa.comparisons).toBeGreaterThanOrEqual(200);
    expect(aa.significant / aa.comparisons).toBeLessThanOrEqual(0.05);
    // Single intervals are allowed to be wrong now and then, and would be strange if they never were.
    expect(aa.excludingZero).toBeGreaterThan(0);
    expect(aa.excludingZero / aa.comparisons).toBeLessThan(0.12);
  });

  it('recovers every delay', async () => {
    const { injection, clock } = (await honest()).result;
    expect(injection.map(({ nominalNs }) => nominalNs)).toEqual([1, 5, 20, 60, 200]);
    for (const { nominalNs, injectedNs, estimateNs, low, high, recovered } of injection) {
      expect(recovered).toBe(true);
      // A delay is a whole number of cycles.
      expect(Math.abs(injectedNs - nominalNs)).toBeLessThan(0.2);
      expect(Math.abs(estimateNs - injectedNs)).toBeLessThan(Math.max(0.1, 0.02 * injectedNs));
      expect(low).toBeLessThanOrEqual(estimateNs);
      expect(high).toBeGreaterThanOrEqual(estimateNs);
    }
    expect(clock.coreHzInRounds / 3.7e9).toBeCloseTo(1, 2);
  });

  it('sees one store more and one line more', async () => {
    const { probes } = (await honest()).result;
    expect(probes.map(({ probe, state, detected }) => [probe, state, detected])).toEqual([
      ['probe-extra-store', 'hot', true],
      ['probe-extra-line', 'hot', true],
      ['probe-extra-line', 'dram', true],
    ]);
    const [store, line, missedLine] = probes;
    expect(store?.estimateNs).toBeCloseTo(0.3, 1);
    expect(line?.estimateNs).toBeCloseTo(0.5, 1);
    expect(missedLine?.estimateNs).toBeCloseTo(60, 0);
  });

  it('resolves less, the noisier the state', async () => {
    const { aa, resolution } = (await honest()).result;
    const floors = STATES.map((state) => aa.noiseFloorNs[state] ?? 0);
    expect(floors).toEqual([...floors].sort((a, b) => a - b));
    expect(floors[0]).toBeGreaterThan(0);
    for (const [index, { state, nsPerFullReset }] of resolution.entries()) {
      expect([state, nsPerFullReset]).toEqual([STATES[index], floors[index]]);
    }
  });
});

describe('what a resolution means', () => {
  it('for the thread: 400 of its 600 calls are full resets, the others save nothing', async () => {
    for (const each of (await honest()).result.resolution) {
      expect(each.microsecondsPer600).toBeCloseTo(each.nsPerFullReset * 0.4, 9);
      expect(each.nsPerCall).toBeCloseTo((each.nsPerFullReset * 2) / 3, 9);
    }
  });
});

describe('the experiments', () => {
  it('inject delays into every column of one job, and into no other job', async () => {
    const { requests } = await honest();
    const injected = requests.filter((request) => request.injectedCycles !== undefined);
    expect(injected.length).toBeGreaterThan(0);
    for (const { injectedCycles, columns, state, retirement } of injected) {
      expect(injectedCycles).toHaveLength(columns.length);
      expect(Math.min(...(injectedCycles ?? []))).toBeGreaterThan(0);
      expect({ state, retirement }).toEqual({ state: 'hot', retirement: 'drained' });
      expect(new Set(columns)).toEqual(new Set(['field-by-field']));
    }
    expect(requests.length - injected.length).toBeGreaterThan(50);
  });

  it('stay within what the native code can inject', async () => {
    const cycles = (await honest()).requests.flatMap(({ injectedCycles = [] }) => [
      ...injectedCycles,
    ]);
    expect(Math.max(...cycles)).toBeLessThanOrEqual(4096);
  });

  it('go to all states, each job with an order of its own', async () => {
    const { requests, labels } = await honest();
    for (const state of STATES) {
      const seeds = requests.filter((each) => each.state === state).map(({ seed }) => seed);
      expect(new Set(seeds).size).toBeGreaterThanOrEqual(14);
    }
    expect([...labels].every((label) => STATES.some((state) => label.includes(state)))).toBe(true);
  });

  it('take all of their rounds, whatever the budget', async () => {
    for (const { rounds, leastRounds } of (await honest()).requests) {
      expect(leastRounds).toBe(rounds);
    }
  });

  it('end when they are interrupted', async () => {
    const { reason } = AbortSignal.abort();
    const aborted = selfTest({}, { signal: AbortSignal.abort(reason) });
    await expect(aborted).rejects.toBe(reason);
  });
});
