/** Arms measured together: what is asked of the native side, and ns from what it gives. */

import { describe, expect, it } from 'vitest';
import type { NativeAddon } from '../../src/host/native.js';
import type { NativeJob } from '../../src/host/native-jobs.js';
import type { ArmRequest, CopyRequest, LabRequest } from '../../src/host/native-lab.js';
import { type ArmLimits, runArms, runCopies } from '../../src/measure/arms.js';
import { TSC_HZ, TSC_STEP_TICKS } from './bench.js';
import { fakeAddon } from './fake-addon.js';

const ARM: ArmRequest = {
  layout: 'v5.16',
  strategy: 'field-by-field',
  guest: 'unpaged',
  retirement: 'drained',
  setting: 'hot',
  reading: 'region',
};
const LIMITS: ArmLimits = { seed: 7, cpu: 1, rounds: 6, leastRounds: 3, budgetSeconds: 0.25 };
const RESETS = [16, 256];
const COPIES = 32;

const FACTS = RESETS.map((resets, index) => ({
  resets,
  loadLatencyNs: 10 + index,
  settingNs: 100 + index,
}));

/** Three rounds of two arms, as 1000, 1001, ... ticks. */
function rounds() {
  return {
    ticks: Float64Array.from({ length: 6 }, (_, index) => 1000 + index),
    rounds: 3,
    disturbances: Uint8Array.of(0, 4, 0),
    repeatedRegions: 5,
    wallNs: 7,
    busyNs: 6,
  };
}

/** @param job what the native side does with a request */
function bench(job: (cancelled: Promise<void>) => Promise<void> = () => Promise.resolve()) {
  const requests: (LabRequest | CopyRequest)[] = [];
  const reported: ((done: number) => void)[] = [];
  let cancels = 0;
  const start = <T>(
    request: LabRequest | CopyRequest,
    onRound: (done: number) => void,
    samples: T,
  ): NativeJob<T> => {
    requests.push(request);
    reported.push(onRound);
    let end: () => void = () => {};
    const cancelled = new Promise<void>((resolve) => {
      end = resolve;
    });
    const cancel = () => {
      cancels += 1;
      end();
    };
    return { samples: job(cancelled).then(() => samples), cancel };
  };
  const addon: NativeAddon = {
    ...fakeAddon(),
    startLab: (request, onRound) =>
      start(request, onRound, {
        ...rounds(),
        arms: FACTS,
        interpretedPerExit: 2.5,
        hugePageShare: 1,
        pinnedCpu: 1,
      }),
    startCopies: (request, onRound) =>
      start(request, onRound, { ...rounds(), copiesPerSample: COPIES, pinnedCpu: 1 }),
  };
  const machine = { addon, tscHz: TSC_HZ, tscStepTicks: TSC_STEP_TICKS };
  return { machine, requests, reported, cancels: () => cancels };
}

const watch = (signal = new AbortController().signal) => ({ signal, onRound: () => {} });
const ARMS = { near: ARM, far: { ...ARM, setting: 'dram' } };

describe('a job of arms', () => {
  it('asks for them in the order of their names, each once a round, within the limits', async () => {
    const { machine, requests } = bench();
    await runArms(ARMS, machine, LIMITS, watch());
    const [request] = requests;
    expect(request).toMatchObject({
      arms: [ARM, { ...ARM, setting: 'dram' }],
      ...{ seed: 7, cpu: 1, rounds: 6, leastRounds: 3, budgetNs: 0.25e9, tscHz: TSC_HZ },
    });
    const order = [...(request?.order ?? [])];
    expect(order).toHaveLength(12);
    for (let round = 0; round < 6; round++) {
      expect(order.slice(2 * round, 2 * round + 2).sort()).toEqual([0, 1]);
    }
  });

  it('has the same order for the same seed, and another for another', async () => {
    const { machine, requests } = bench();
    for (const seed of [7, 7, 8]) {
      await runArms(ARMS, machine, { ...LIMITS, rounds: 40, seed }, watch());
    }
    const [first, again, other] = requests.map(({ order }) => [...order]);
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it('gives ns per reset by arm and round, each arm by its own number of resets', async () => {
    const { machine } = bench();
    const { columns, ...rest } = await runArms(ARMS, machine, LIMITS, watch());
    const nsOf = (ticks: number, resets: number) => (ticks / TSC_HZ / resets) * 1e9;
    expect(columns.map(({ name }) => name)).toEqual(['near', 'far']);
    for (const [arm, { ns, resolutionNs, ...facts }] of columns.entries()) {
      const resets = RESETS[arm] ?? 0;
      expect(facts).toMatchObject({ resets, loadLatencyNs: 10 + arm, settingNs: 100 + arm });
      expect(resolutionNs).toBeCloseTo(nsOf(TSC_STEP_TICKS, resets), 12);
      expect(ns).toHaveLength(3);
      for (const [round, each] of ns.entries()) {
        expect(each).toBeCloseTo(nsOf(1000 + 2 * round + arm, resets), 12);
      }
    }
    expect(rest).toEqual({
      rounds: 3,
      disturbances: Uint8Array.of(0, 4, 0),
      interpretedPerExit: 2.5,
      ...{ repeatedRegions: 5, wallNs: 7, busyNs: 6 },
    });
  });
});

describe('a job of copies', () => {
  it('gives ns per copy, and no latency of lines: it has none', async () => {
    const { machine, requests } = bench();
    const arms = { none: { routine: null, bytes: 0 }, some: { routine: 'libc', bytes: 64 } };
    const { columns, interpretedPerExit } = await runCopies(arms, machine, LIMITS, watch());
    expect(requests[0]).toMatchObject({ arms: Object.values(arms), budgetNs: 0.25e9 });
    expect(columns.map(({ name, resets }) => [name, resets])).toEqual([
      ['none', COPIES],
      ['some', COPIES],
    ]);
    expect(columns[1]?.ns[0]).toBeCloseTo((1001 / TSC_HZ / COPIES) * 1e9, 12);
    expect(columns[1]?.loadLatencyNs).toBeNaN();
    expect(interpretedPerExit).toBeNull();
  });
});

describe.each(['arms', 'copies'] as const)('a job of %s', (kind) => {
  const run = (machine: ReturnType<typeof bench>['machine'], signal: AbortSignal) =>
    kind === 'arms'
      ? runArms(ARMS, machine, LIMITS, watch(signal))
      : runCopies({ none: { routine: null, bytes: 0 } }, machine, LIMITS, watch(signal));

  it('is cancelled by an abort, and gives what it has', async () => {
    const controller = new AbortController();
    const { machine, cancels } = bench((cancelled) => cancelled);
    const samples = run(machine, controller.signal);
    controller.abort();
    expect((await samples).rounds).toBe(3);
    expect(cancels()).toBe(1);
  });

  it('that has ended does not hear an abort', async () => {
    const controller = new AbortController();
    const { machine, cancels } = bench();
    await run(machine, controller.signal);
    controller.abort();
    expect(cancels()).toBe(0);
  });

  it('that fails, fails with the native side’s words', async () => {
    const { machine } = bench(() => Promise.reject(new Error('KVM_RUN: internal error')));
    await expect(run(machine, new AbortController().signal)).rejects.toThrow('KVM_RUN');
  });
});
