/** The guest's footprint: single points, and where the saving reaches the claim. */

import { describe, expect, it } from 'vitest';
import { measureBetween } from '../../../src/explain/between.js';
import { crossingsOf, measurePoint } from '../../../src/explain/sweep.js';
import type { ArmRequest } from '../../../src/host/native-lab.js';
import type { Interval } from '../../../src/stats/types.js';
import { around, sweepPoint } from '../../fixtures/explanation.js';
import { fakeLab } from './support/fake-lab.js';
import { HARNESS_NS, type World, worldOf } from './support/world.js';

const MIB = 2 ** 20;

/** ns of a full call and of one that returns early, net of the harness. */
const FULL = { 'field-by-field': 120, 'init-flag': 75, empty: 0 };
const EARLY = { 'field-by-field': 30, 'init-flag': 24, empty: 0 };

function callNs({ strategy, calls }: ArmRequest): number {
  const each = new Map(Object.entries(calls === 'early' ? EARLY : FULL)).get(strategy);
  return HARNESS_NS + (each ?? Number.NaN);
}

const WORLD: World = {
  ...worldOf(),
  resetNs: callNs,
  loadLatencyNs: ({ strategy, calls }) => (strategy === 'field-by-field' && !calls ? 88 : 1),
  settingNs: ({ strategy, calls }) => (strategy === 'field-by-field' && !calls ? 5e5 : 1),
};

describe('a point of the sweep', () => {
  it('is the average call of a boot: 400 full ones and 200 that return early', async () => {
    const point = await measurePoint(fakeLab({ world: WORLD }).lab, 'reads', MIB);
    expect(point).toMatchObject({ access: 'reads', bytes: MIB, loadLatencyNs: 88, guestNs: 5e5 });
    expect(point.costNsPerCall.estimate).toBeCloseTo((400 * 120 + 200 * 30) / 600, 8);
    expect(point.savingNsPerCall.estimate).toBeCloseTo((400 * 45 + 200 * 6) / 600, 8);
    expect(point.savingMicrosecondsPerBoot.estimate).toBeCloseTo((400 * 45 + 200 * 6) / 1000, 8);
  });

  it('is whole calls after a guest that touches so much, in half of a job’s time', async () => {
    const { lab, requests } = fakeLab({ world: WORLD });
    await measurePoint(lab, 'writes', 4 * MIB);
    const [request, ...more] = requests;
    expect(more).toEqual([]);
    expect(request?.budgetNs).toBe(0.25e9);
    expect(request?.arms).toHaveLength(6);
    for (const arm of request?.arms ?? []) {
      expect(arm).toMatchObject({
        scope: 'init',
        setting: 'writes',
        bytes: 4 * MIB,
        retirement: 'drained',
      });
    }
  });
});

describe('resets between exits', () => {
  it('are timed after each exit, whose own time is told', async () => {
    const world: World = {
      ...WORLD,
      resetNs: (arm) => (arm.calls === 'early' ? HARNESS_NS : callNs(arm)),
      settingNs: () => 9130,
    };
    const { lab, requests } = fakeLab({ world });
    const found = await measureBetween(lab, 'cpuid-exit');
    expect(found).toMatchObject({ between: 'cpuid-exit', unavailable: null, exitNs: 9130 });
    expect(found.savingMicrosecondsPerBoot?.estimate).toBeCloseTo((400 * 45) / 1000, 8);
    expect(found.savingNsPerCall?.estimate).toBeCloseTo((400 * 45) / 600, 8);
    expect(found.costNsPerCall?.estimate).toBeCloseTo((400 * 120) / 600, 8);
    for (const arm of requests.flatMap(({ arms }) => [...arms])) {
      expect(arm).toMatchObject({ scope: 'init', setting: 'cpuid-exit', vcpus: 1 });
    }
  });

  it.each([
    [undefined, /^$/],
    [0, /the CPU ran the guest: KVM interpreted 0\.00/],
    [0.4, /the CPU ran the guest: KVM interpreted 0\.40/],
    [9.9, /KVM interpreted 9\.90 of the guest's 10 .* the CPU hardly ran the guest/],
  ])('with %s instructions interpreted an exit say who ran the guest', async (perExit, note) => {
    const { lab } = fakeLab({
      world: WORLD,
      ...(perExit === undefined ? {} : { interpretedPerExit: perExit }),
    });
    expect((await measureBetween(lab, 'kvm-exit')).notes.join()).toMatch(note);
  });
});

describe('crossings', () => {
  const KIB = 1024;
  const reads = (...savings: readonly Interval[]) =>
    savings.map((saving, index) => sweepPoint('reads', KIB * 2 ** index, saving));

  it('of no point are none', () => {
    expect(crossingsOf([])).toEqual([]);
  });

  it('of one kind of access say nothing of the other', () => {
    const crossings = crossingsOf(reads(around(1, 0.5)));
    expect(crossings.map(({ access }) => access)).toEqual(['reads']);
  });

  it('are nowhere where even the intervals stay below the claim', () => {
    expect(crossingsOf(reads(around(1, 1), around(40, 19.9)))).toEqual([
      { access: 'reads', bytes: null, lowBytes: null, highBytes: null, mostBytes: 2 * KIB },
    ]);
  });

  it('are where the interval may, the estimate does, the interval surely does', () => {
    const savings = [around(40, 19), around(55, 5), around(61, 5), around(66, 5), around(80, 1)];
    expect(crossingsOf(reads(...savings))).toEqual([
      {
        access: 'reads',
        lowBytes: 2 * KIB,
        bytes: 4 * KIB,
        highBytes: 8 * KIB,
        mostBytes: 16 * KIB,
      },
    ]);
  });

  it('may be only possible, or not sure, at the last footprint', () => {
    expect(crossingsOf(reads(around(50, 20)))[0]).toMatchObject({
      lowBytes: KIB,
      bytes: null,
      highBytes: null,
    });
    expect(crossingsOf(reads(around(62, 20)))[0]).toMatchObject({
      lowBytes: KIB,
      bytes: KIB,
      highBytes: null,
    });
  });

  it('count a saving of exactly the claim', () => {
    expect(crossingsOf(reads(around(60, 0)))[0]).toMatchObject({ bytes: KIB, highBytes: KIB });
  });

  it('are the first, also where a larger footprint saves less again', () => {
    expect(crossingsOf(reads(around(70, 1), around(3, 1), around(90, 1)))[0]).toMatchObject({
      bytes: KIB,
      highBytes: KIB,
      mostBytes: 4 * KIB,
    });
  });

  it('are kept apart by access', () => {
    const writes = [sweepPoint('writes', 4 * KIB, around(1, 1))];
    expect(crossingsOf([...writes, ...reads(around(90, 1))])).toEqual([
      { access: 'reads', bytes: KIB, lowBytes: KIB, highBytes: KIB, mostBytes: KIB },
      { access: 'writes', bytes: null, lowBytes: null, highBytes: null, mostBytes: 4 * KIB },
    ]);
  });
});
