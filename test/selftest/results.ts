/** Outcomes of the self-test, invented. */

import type { SelfTest } from '../../src/selftest/types.js';

const STATES = [
  { state: 'hot', loadLatencyNs: 1.1, reachedShare: 1, reached: true, floorNs: 0.021 },
  { state: 'l1-evicted', loadLatencyNs: 3.9, reachedShare: 0.998, reached: true, floorNs: 0.18 },
  { state: 'l2-evicted', loadLatencyNs: 5.2, reachedShare: 0.31, reached: false, floorNs: 0.94 },
  { state: 'dram', loadLatencyNs: 104.7, reachedShare: 0.985, reached: true, floorNs: 6.3 },
];

const INJECTED: readonly [nominalNs: number, injectedNs: number, errorNs: number][] = [
  [1, 1.081, 0.004],
  [5, 4.865, -0.012],
  [20, 20.001, 0.03],
  [60, 60.003, -0.1],
  [200, 200.011, 0.6],
];

export function passedSelfTest(): SelfTest {
  return {
    aa: {
      comparisons: 224,
      significant: 3,
      excludingZero: 12,
      noiseFloorNs: Object.fromEntries(STATES.map(({ state, floorNs }) => [state, floorNs])),
    },
    injection: INJECTED.map(([nominalNs, injectedNs, errorNs]) => ({
      nominalNs,
      injectedNs,
      estimateNs: injectedNs + errorNs,
      low: injectedNs + errorNs - 0.02,
      high: injectedNs + errorNs + 0.02,
      recovered: true,
    })),
    probes: [
      probe('probe-extra-store', 'hot', 0.27),
      probe('probe-extra-line', 'hot', 0.55),
      probe('probe-extra-line', 'dram', 62.1),
    ],
    states: STATES.map(({ floorNs: _, ...state }) => state),
    clock: {
      tscHz: 2.596e9,
      tscStepNs: 10.015,
      timerOverheadNs: 20.03,
      coreHz: 3.731e9,
      coreHzInRounds: 3.698e9,
    },
    resolution: STATES.map(({ state, floorNs }) => ({
      state,
      nsPerFullReset: floorNs,
      nsPerCall: (floorNs * 400) / 600,
      microsecondsPer600: (floorNs * 400) / 1000,
    })),
    passed: true,
    failures: [],
    wallSeconds: 21.4,
  };
}

function probe(name: string, state: string, ns: number) {
  return {
    ...{ probe: name, state, estimateNs: ns },
    ...{ low: 0.9 * ns, high: 1.1 * ns, detected: true },
  };
}

/** Everything that can fail has failed, with names as long as names get. */
export function failedSelfTest(): SelfTest {
  const test = passedSelfTest();
  return {
    ...test,
    aa: { ...test.aa, significant: 112 },
    injection: test.injection.map((each) => ({
      ...each,
      ...{ estimateNs: 0, low: -0.02, high: 0.02 },
      recovered: false,
    })),
    probes: test.probes.map((each) => ({ ...each, low: -each.high, detected: false })),
    passed: false,
    failures: [
      'A/A: 112 of 224 comparisons of the same code were called different, at most 5 % may be',
      'injection: of 200.01 ns (nominally 200) 0.00 ns were found; 2 % or 0.1 ns off would pass',
      `probe: probe-${'very-'.repeat(30)}long in state hot was not seen to cost more`,
    ],
  };
}
