/** The lab itself: what it asks of the native side, and what it tells while it waits. */

import { describe, expect, it } from 'vitest';
import { trio } from '../../../src/explain/lab/trios.js';
import { fakeLab, labRegistry } from './support/fake-lab.js';
import { fakeMeans } from './support/means.js';
import { HARNESS_NS, issue, worldOf } from './support/world.js';

describe('a job of the lab', () => {
  it('has the lab’s clock, CPU, least rounds and time', async () => {
    const { lab, requests } = fakeLab({ setting: { cpu: 3, tscHz: 2e9 } });
    await lab.measure({ one: lab.arm() });
    await lab.measure({ one: lab.arm() }, 7);
    expect(requests).toMatchObject([
      { cpu: 3, tscHz: 2e9, leastRounds: 24, budgetNs: 0.5e9 },
      { cpu: 3, tscHz: 2e9, leastRounds: 24, budgetNs: 7e9 },
    ]);
    for (const { rounds } of requests) expect(rounds).toBeGreaterThanOrEqual(24);
  });

  it('never ends before its least rounds, however many these are', async () => {
    const effort = { leastRounds: 5000, secondsPerJob: 0.1, footprints: [] };
    const { lab, requests } = fakeLab({ setting: { effort } });
    await lab.measure({ one: lab.arm() });
    expect(requests[0]).toMatchObject({ leastRounds: 5000, rounds: 5000 });
  });

  it('has a seed of its own, and the same one when all is run again', async () => {
    const seedsOf = async (seed: number) => {
      const { lab, requests } = fakeLab({ setting: { seed } });
      for (let job = 0; job < 3; job++) await lab.measure({ one: lab.arm() });
      await lab.copies({ none: { routine: null, bytes: 0 } });
      return requests.map((request) => request.seed);
    };
    const seeds = await seedsOf(600);
    expect(new Set(seeds).size).toBe(4);
    expect(await seedsOf(600)).toEqual(seeds);
    expect(await seedsOf(9000)).not.toEqual(seeds);
  });

  it('gives ns per reset of every arm by its name', async () => {
    const { lab } = fakeLab({ world: worldOf(issue(0.5)) });
    const found = await lab.measure(trio('here', lab.place(), lab.setting.registry));
    const ns = (name: string) => found.interval({ [name]: 1 }).estimate;
    expect(ns('here: field-by-field')).toBeCloseTo(HARNESS_NS + 11, 9);
    expect(ns('here: init-flag')).toBeCloseTo(HARNESS_NS + 7, 9);
    expect(ns('here: empty')).toBeCloseTo(HARNESS_NS, 9);
  });

  it('and ns per copy', async () => {
    const world = { ...worldOf(), copyNs: ({ bytes }: { bytes: number }) => bytes / 2 };
    const found = await fakeLab({ world }).lab.copies({
      none: { routine: null, bytes: 0 },
      some: { routine: 'libc', bytes: 64 },
    });
    expect(found.interval({ some: 1, none: -1 }).estimate).toBeCloseTo(32, 9);
  });

  it('leaves behind how it fared', async () => {
    const { lab } = fakeLab({ disturbances: (round) => (round === 2 ? 4 : 0) });
    await lab.measure({ one: lab.arm() });
    expect(lab.jobs).toHaveLength(1);
    expect(lab.jobs[0]?.disturbances[2]).toBe(4);
    expect(lab.jobs[0]).toMatchObject({ repeatedRegions: 0, wallNs: 1e6, busyNs: 5e5 });
  });
});

describe('an arm of the lab', () => {
  it('is a full reset of an unpaged guest, hot, drained, where the lab is', () => {
    const { lab } = fakeLab({ setting: { layout: 'v5.17', phase: 24 } });
    expect(lab.arm()).toEqual({
      layout: 'v5.17',
      phase: 24,
      guest: 'unpaged',
      setting: 'hot',
      retirement: 'drained',
      reading: 'region',
      strategy: 'field-by-field',
    });
    expect(lab.arm('init-flag')).toEqual({ ...lab.place(), strategy: 'init-flag' });
  });
});

describe('what the lab may use', () => {
  it('are the layouts of this build', () => {
    const { lab } = fakeLab({ registry: labRegistry() });
    expect(lab.layout('v5.17').phase).toBe(16);
    expect(() => lab.layout('v7.0')).toThrow(new RangeError('no layout v7.0'));
  });

  it('are settings, unless there is a reason against', () => {
    const { lab } = fakeLab({ means: fakeMeans({ remote: 'needs two CPUs' }) });
    expect(lab.settingUnavailable('remote')).toBe('needs two CPUs');
    expect(lab.settingUnavailable('dram')).toBeNull();
  });
});

describe('progress', () => {
  it('has what was announced, and a job when it has ended', async () => {
    const { lab, progress } = fakeLab();
    lab.announce('H1 issue');
    await lab.measure({ one: lab.arm() });
    lab.announce('ledger');
    expect(progress).toEqual([
      { label: 'H1 issue', finished: 0 },
      { label: 'H1 issue', finished: 1 },
      { label: 'ledger', finished: 0 },
    ]);
  });
});

describe('an abort', () => {
  it('before a job starts none', async () => {
    const { lab, requests } = fakeLab({ setting: { signal: AbortSignal.abort() } });
    await expect(lab.measure({ one: lab.arm() })).rejects.toMatchObject({ name: 'AbortError' });
    expect(requests).toEqual([]);
  });

  it('during a job ends it, and its samples decide nothing', async () => {
    const controller = new AbortController();
    const { lab } = fakeLab({
      setting: { signal: controller.signal },
      onJob: () => {
        queueMicrotask(() => controller.abort());
        return 'wait';
      },
    });
    await expect(lab.measure({ one: lab.arm() })).rejects.toMatchObject({ name: 'AbortError' });
  });
});
