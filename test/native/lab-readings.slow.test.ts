/** How arms are timed: what each way of reading counts, and that a known difference is found. */

import { describe, expect, it } from 'vitest';
import type { ArmRequest, Reading } from '../../src/host/native-lab.js';
import { pairedInterval } from '../../src/stats/paired.js';
import { addon, registry } from './support/addon.js';
import { labRequest, measure, medianTicks, RETRY, ticksByArm } from './support/lab.js';
import { ignore } from './support/requests.js';

describe('every way of reading', () => {
  const readings: Reading[] = ['region', 'each', 'traced', 'traced-total'];

  it.each(readings)('%s: has ticks of every arm in every round', async (reading) => {
    const retirements = registry.retirements.map(({ name }) => name);
    const guests = registry.guestModes;
    const arms = retirements.flatMap((retirement) =>
      guests.map((guest): Partial<ArmRequest> => ({ reading, retirement, guest })),
    );
    const { samples } = await measure(arms, 6);
    expect(samples.ticks).toHaveLength(6 * arms.length);
    expect(Math.min(...samples.ticks)).toBeGreaterThan(0);
    expect(samples.ticks.every(Number.isInteger)).toBe(true);
    expect(samples.disturbances).toHaveLength(6);
    expect(samples.hugePageShare).toBeGreaterThanOrEqual(0);
    expect(samples.hugePageShare).toBeLessThanOrEqual(1);
    expect(samples.wallNs).toBeGreaterThanOrEqual(samples.busyNs);
    expect(addon.inspectHost().allowedCpus).toContain(samples.pinnedCpu);
  });

  it('of whole calls: full ones, and early ones for less', RETRY, async () => {
    for (const reading of ['region', 'each'] as const) {
      const init: Partial<ArmRequest> = { reading, scope: 'init', guest: 'four-level' };
      const { ticksPerReset } = await measure([init, { ...init, calls: 'early' }], 40);
      const [full = 0, early = 0] = ticksPerReset;
      expect(full / early, reading).toBeGreaterThan(2);
    }
  });
});

describe('a tracer', () => {
  it(
    'logs part of what its region takes, and what it takes is more than untraced',
    RETRY,
    async () => {
      const { samples, ticksPerReset } = await measure(
        [{ reading: 'traced' }, { reading: 'traced-total' }, { reading: 'region' }],
        60,
      );
      expect(samples.rounds).toBe(60);
      const [logged = 0, total = 0, untraced = 0] = ticksPerReset;
      expect(logged).toBeLessThanOrEqual(total);
      expect(total / untraced).toBeGreaterThan(1.2);
    },
  );
});

describe('resets of a sample', () => {
  const counts: [Partial<ArmRequest>, number][] = [
    [{}, 16],
    [{ vcpus: 3 }, 3],
    [{ vcpus: 3, passes: 5 }, 15],
    [{ vcpus: 3, repeats: 7 }, 21],
    [{ vcpus: 3, passes: 5, repeats: 7 }, 105],
    [{ vcpus: 3, passes: 5, repeats: 7, scope: 'init' }, 105],
    [{ vcpus: 3, repeats: 7, reading: 'each' }, 21],
    [{ vcpus: 3, repeats: 7, reading: 'traced' }, 21],
  ];

  it('are vCPUs x passes x repeats', async () => {
    const { samples } = await measure(
      counts.map(([changes]) => changes),
      2,
    );
    expect(samples.arms.map(({ resets }) => resets)).toEqual(counts.map(([, resets]) => resets));
  });

  it('and their ticks are of as many', RETRY, async () => {
    const passes = [1, 64, 256].map((each) => ({ vcpus: 4, passes: each }));
    const [, few = 0, many = 0] = (await measure(passes, 40)).ticksPerReset;
    expect(many / few).toBeGreaterThan(0.75);
    expect(many / few).toBeLessThan(1.33);
    const repeats = [8, 32].map((each) => ({ vcpus: 4, repeats: each }));
    const [once = 0, again = 0] = (await measure(repeats, 40)).ticksPerReset;
    expect(again / once).toBeGreaterThan(0.75);
    expect(again / once).toBeLessThan(1.33);
  });
});

describe('a delay of known cycles', () => {
  const ways: Partial<ArmRequest>[] = registry.retirements.flatMap(({ name: retirement }) =>
    (['region', 'each'] as const).flatMap((reading) =>
      (['writes', 'init'] as const).map((scope) => ({ retirement, reading, scope })),
    ),
  );

  it('is found by every way of reading, within a quarter', RETRY, async () => {
    const { coreHz, tscHz } = addon.inspectHost();
    const cycles = 2000;
    const arms = ways.flatMap((way) =>
      // The first cycles hide beside call and return.
      [256, 256 + cycles].map((delayCycles) => ({ ...way, delayCycles })),
    );
    const { ticksPerReset } = await measure(arms, 60);
    ways.forEach((way, index) => {
      const [short = 0, long = 0] = ticksPerReset.slice(2 * index);
      const found = ((long - short) * coreHz) / tscHz;
      expect(found / cycles, JSON.stringify(way)).toBeGreaterThan(0.75);
      expect(found / cycles, JSON.stringify(way)).toBeLessThan(1.25);
    });
  });
});

describe('two arms that are the same', () => {
  const arms: Partial<ArmRequest>[] = [
    {},
    { scope: 'init' },
    { reading: 'each' },
    { setting: 'l1-evicted' },
    { setting: 'dram', vcpus: 64 },
  ];

  it.each(arms)('%j: do not differ', RETRY, async (changes) => {
    const { samples } = await measure([changes, changes], 300);
    const [once = [], again = []] = ticksByArm(samples);
    const [cost = 0] = medianTicks(samples);
    expect(Math.abs(pairedInterval(once, again).estimate) / cost).toBeLessThan(0.05);
  });
});

describe('straight-line stores', () => {
  it('cost in proportion to their number', RETRY, async () => {
    const stores = [128, 256, 1024].map((each) => ({ stores: each }));
    const [few = 0, more = 0, many = 0] = (await measure(stores, 60)).ticksPerReset;
    const perStore = (many - more) / (1024 - 256);
    expect((more - few) / (256 - 128) / perStore).toBeGreaterThan(0.5);
    expect((more - few) / (256 - 128) / perStore).toBeLessThan(2);
  });
});

it('the request may be changed once the job has begun', async () => {
  const request = labRequest([{}, { setting: 'dram' }], { rounds: 200 });
  const job = addon.startLab(request, ignore);
  request.order.fill(0xffff);
  request.arms.length = 0;
  request.rounds = 0;
  const { rounds, ticks } = await job.samples;
  expect(rounds).toBe(200);
  expect(ticks).toHaveLength(400);
});
