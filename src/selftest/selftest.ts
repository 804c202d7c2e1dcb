/** Proves, on this host, what the instrument can resolve. */

import { formatHz } from '../format.js';
import type { NativeHost } from '../host/native.js';
import type { CellSamples } from '../measure/types.js';
import { testInjection, testProbes } from './injection.js';
import type { Lab } from './lab.js';
import { testSameCode } from './same-code.js';
import type { Resolution, SelfTest, StateTest } from './types.js';

/** Of the thread's 600 calls, those that do not return early. */
const FULL_RESETS_PER_600 = 400;
const MOST_SIGNIFICANT_SHARE = 0.05;
/** A core's clock moves by some per cent with its load; more, and ticks or cycles are miscounted. */
const MOST_CLOCK_GAP = 0.08;

export async function runSelfTest(
  lab: Lab,
  host: NativeHost,
  states: readonly string[],
): Promise<SelfTest> {
  const start = performance.now();
  const { tests: injection, coreHzInRounds } = await testInjection(lab, host.coreHz);
  const probes = await testProbes(lab);
  const { test: aa, jobs } = await testSameCode(lab, states);
  const nsPerTick = 1e9 / host.tscHz;
  const measured = {
    aa,
    injection,
    probes,
    states: states.map((state) => summariseState(state, jobs)),
    clock: {
      tscHz: host.tscHz,
      tscStepNs: host.tscStepTicks * nsPerTick,
      timerOverheadNs: host.timerOverheadTicks * nsPerTick,
      coreHz: host.coreHz,
      coreHzInRounds,
    },
    resolution: states.map((state) => resolution(state, aa.noiseFloorNs[state] ?? Number.NaN)),
  };
  const failures = failuresOf(measured);
  return {
    ...measured,
    passed: failures.length === 0,
    failures,
    wallSeconds: (performance.now() - start) / 1000,
  };
}

function summariseState(state: string, jobs: readonly CellSamples[]): StateTest {
  const checks = jobs.map(({ stateCheck }) => stateCheck).filter((each) => each.state === state);
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    state,
    loadLatencyNs: mean(checks.map(({ loadLatencyNs }) => loadLatencyNs)),
    reachedShare: mean(checks.map(({ reachedShare }) => reachedShare)),
    reached: checks.filter(({ reached }) => reached).length * 2 > checks.length,
  };
}

function resolution(state: string, nsPerFullReset: number): Resolution {
  const microsecondsPer600 = (nsPerFullReset * FULL_RESETS_PER_600) / 1000;
  return {
    state,
    nsPerFullReset,
    nsPerCall: (microsecondsPer600 * 1000) / 600,
    microsecondsPer600,
  };
}

/** A state that the host does not give is a finding, not a failure: it is marked wherever it is used. */
function failuresOf({
  aa,
  injection,
  probes,
  clock,
}: Omit<SelfTest, 'passed' | 'failures' | 'wallSeconds'>) {
  const failures: string[] = [];
  if (Math.abs(clock.coreHzInRounds / clock.coreHz - 1) > MOST_CLOCK_GAP) {
    failures.push(
      `clock: the core ran at ${formatHz(clock.coreHz)} when it was calibrated and at ` +
        `${formatHz(clock.coreHzInRounds)} in the rounds: fix its frequency, or run again`,
    );
  }
  if (aa.significant > MOST_SIGNIFICANT_SHARE * aa.comparisons) {
    failures.push(
      `A/A: ${aa.significant} of ${aa.comparisons} comparisons of the same code were called ` +
        `different, at most ${100 * MOST_SIGNIFICANT_SHARE} % may be`,
    );
  }
  for (const { nominalNs, injectedNs, estimateNs, recovered } of injection) {
    if (recovered) continue;
    failures.push(
      `injection: of ${injectedNs.toFixed(2)} ns (nominally ${nominalNs}) ` +
        `${estimateNs.toFixed(2)} ns were found; 2 % or 0.1 ns off would pass`,
    );
  }
  for (const { probe, state, low, high, detected } of probes) {
    if (detected) continue;
    failures.push(
      `probe: ${probe} in state ${state} was not seen to cost more ` +
        `(${low.toFixed(2)} to ${high.toFixed(2)} ns)`,
    );
  }
  return failures;
}
