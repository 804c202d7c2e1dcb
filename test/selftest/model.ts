/** A self-test on an addon whose ticks follow a known model, or that lies about one thing. */

import type { NativeHost } from '../../src/host/native.js';
import { runSelfTest } from '../../src/selftest/selftest.js';
import type { SelfTest } from '../../src/selftest/types.js';
import { seededRandom } from '../../src/stats/random.js';
import { nativeHost } from '../host/native-host.js';
import {
  type AnyRequest,
  fakeAddon,
  RESETS_PER_REGION,
  stateCheck,
} from '../measure/fake-addon.js';
import { fakeRegistry } from '../plan/registry.js';
import { gaussian } from '../stats/simulate.js';

export const STATES = ['hot', 'l1-evicted', 'l2-evicted', 'dram'] as const;

/** ns of a baseline reset, and the noise of a timed region, by state. */
const BASE_NS: Readonly<Record<string, number>> = {
  hot: 10,
  'l1-evicted': 20,
  'l2-evicted': 60,
  dram: 300,
};
const NOISE_SHARE = 0.01;

export interface Model {
  /** As calibrated, and as it is while the rounds run. */
  coreHz: number;
  coreHzInRounds: number;
  /** Cycles that an injected chain really takes. */
  cyclesOf(injected: number): number;
  /** ns that a strategy costs more than the baseline. */
  extraNs(strategy: string, state: string): number;
  /** ns that a column costs for its place alone. */
  biasNs(column: number, request: AnyRequest): number;
  /** Flags of disturbances by round. */
  disturbed(round: number): number;
  reached(state: string): boolean;
}

const HONEST: Model = {
  coreHz: 3.7e9,
  coreHzInRounds: 3.7e9,
  cyclesOf: (injected) => injected,
  extraNs: (strategy, state) => {
    if (strategy === 'empty') return -(BASE_NS[state] ?? 0) + 1;
    if (strategy === 'probe-extra-store') return 0.3;
    if (strategy === 'probe-extra-line') return state === 'dram' ? 60 : 0.5;
    return 0;
  },
  biasNs: () => 0,
  disturbed: () => 0,
  reached: () => true,
};

function modelAddon(model: Model, { tscHz }: NativeHost) {
  const random = seededRandom(600);
  return fakeAddon((_, request) => {
    const { state, columns } = request;
    const base = BASE_NS[state] ?? Number.NaN;
    return {
      disturbances: model.disturbed,
      changes: { stateCheck: stateCheck(state, model.reached(state)) },
      ticks: (round, column) => {
        const injected = request.injectedCycles?.[column] ?? 0;
        const ns =
          base +
          model.extraNs(columns[column] ?? '', state) +
          model.biasNs(column, request) +
          model.cyclesOf(injected) / (model.coreHzInRounds / 1e9) +
          NOISE_SHARE * base * gaussian(random) +
          // What a round's columns share: a clock that wanders.
          (round % 7) / 3;
        return (ns * RESETS_PER_REGION * tscHz) / 1e9;
      },
    };
  });
}

export async function selfTest(
  lie: Partial<Model> = {},
  { signal = new AbortController().signal } = {},
) {
  const model = { ...HONEST, ...lie };
  const host = nativeHost({ coreHz: model.coreHz });
  const addon = modelAddon(model, host);
  const labels = new Set<string>();
  const lab = {
    bench: {
      addon,
      registry: fakeRegistry(),
      layouts: [],
      tscHz: host.tscHz,
      tscStepTicks: host.tscStepTicks,
      workloads: new Map(),
    },
    layout: 'v5.16',
    phase: 40,
    rules: 'v5.17',
    cpu: 1,
    seed: 600,
    signal,
    onProgress: (label: string) => void labels.add(label),
  };
  const result: SelfTest = await runSelfTest(lab, host, STATES);
  return { result, requests: addon.requests, labels };
}
