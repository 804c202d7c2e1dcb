/** What a run says about its own trustworthiness, on a machine that is made up. */

import { describe, expect, it } from 'vitest';
import { describeHost } from '../../src/host/host.js';
import { DISTURBANCES } from '../../src/host/native-jobs.js';
import { type RunContext, runPlan } from '../../src/run/run-plan.js';
import { workloadKey } from '../../src/workload/key.js';
import { loadWorkload } from '../../src/workload/workloads.js';
import { nativeHost } from '../host/native-host.js';
import { BOOT, CELL, plan } from '../measure/bench.js';
import { type AnyRequest, type FakeJob, fakeAddon, stateCheck } from '../measure/fake-addon.js';
import { fakeRegistry } from '../plan/registry.js';

const SWITCHED = 1 << DISTURBANCES.indexOf('switched');
/** Ticks of a region by column: baseline, two strategies, the baseline again, the control. */
const TICKS = [2000, 1900, 1800, 2000, 200];

interface Machine {
  jobs?: (request: AnyRequest) => FakeJob;
  allowedCpus?: number[];
  boots?: boolean;
}

async function resultOf({ jobs = () => ({}), allowedCpus = [0, 1], boots = false }: Machine) {
  const addon = fakeAddon((_, request) => ({
    ticks: (round, column) => (TICKS[column] ?? 0) + (round % 3),
    ...jobs(request),
  }));
  addon.probeWrites = () => ({ writtenBytes: Uint32Array.of(0, 1) });
  addon.replayBytes = () => ({ root: new Uint8Array(8), nested: new Uint8Array(8) });
  const native = nativeHost({ allowedCpus });
  const context: RunContext = {
    addon,
    registry: fakeRegistry(),
    native,
    host: describeHost(native),
    signal: new AbortController().signal,
    onProgress: () => {},
    command: 'kvm-mmu-bench run',
  };
  const cells = [CELL, { ...CELL, state: 'dram' }];
  const workloads = new Map([[workloadKey(BOOT), await loadWorkload(BOOT.workload, BOOT.rules)]]);
  return runPlan({ plan: plan({ cells, boots: boots ? [BOOT] : [] }), workloads }, context);
}

async function warningsOf(machine: Machine): Promise<string[]> {
  return (await resultOf(machine)).warnings;
}

/** Does this in dram, and nothing strange elsewhere. */
const inDram = (job: FakeJob) => (request: AnyRequest) => (request.state === 'dram' ? job : {});

describe('a run without trouble', () => {
  it('warns of nothing', async () => {
    expect(await warningsOf({})).toEqual([]);
  });
});

describe('a thread that is interrupted in nearly every round', () => {
  const jobs = inDram({ disturbances: (round) => (round < 11 ? 0 : SWITCHED) });

  it('makes cells too noisy, which is said with what helps', async () => {
    const [warning, ...others] = await warningsOf({ jobs });
    expect(others).toEqual([]);
    expect(warning).toMatch(/^too noisy: in 1 of 2 cells and boots .*; give --cpu one that/);
  });

  it('has other help where there is no other CPU', async () => {
    const warnings = await warningsOf({ jobs, allowedCpus: [3] });
    expect(warnings.at(-1)).toMatch(/^too noisy: .*; allow a second CPU/);
  });

  it('resolves nothing there, and everything elsewhere', async () => {
    const { cells } = await resultOf({ jobs });
    const patches = cells.filter(({ strategy }) => strategy === 'init-flag');
    expect(patches.map(({ state, tooNoisy, resolved }) => [state, tooNoisy, resolved])).toEqual([
      ['hot', false, true],
      ['dram', true, false],
    ]);
  });

  it('is counted by cause', async () => {
    const { disturbances } = await resultOf({ jobs });
    expect(disturbances).toMatchObject({ rounds: 40, setAside: 9, causes: { switched: 9 } });
  });
});

describe('a state that was not reached', () => {
  const jobs = inDram({ changes: { stateCheck: stateCheck('dram', false) } });

  it('is warned of once, and not as noise', async () => {
    const warnings = await warningsOf({ jobs });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^state dram was not reached in 1 of 1 cells and boots: /);
  });

  it('has rounds that are set aside for it', async () => {
    const { disturbances } = await resultOf({ jobs });
    expect(disturbances).toMatchObject({ setAside: CELL.rounds, causes: { stateMissed: 20 } });
  });
});

describe('a strategy that costs nothing', () => {
  it('is named with its place: its stores may have been removed', async () => {
    const ticks = (round: number, column: number) =>
      column === 2 ? 200 + (round % 3) : (TICKS[column] ?? 0) + (round % 3);
    expect(await warningsOf({ jobs: inDram({ ticks }) })).toEqual([
      'constant-once cannot be told from a function that does nothing in v5.17, unpaged, ' +
        'tdp, writes, full, dram, drained',
    ]);
  });
});

describe('an arena with few huge pages', () => {
  it('is told by its worst job', async () => {
    const warnings = await warningsOf({ jobs: inDram({ changes: { hugePageShare: 0.5 } }) });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('huge pages for 50 % only');
  });
});

describe('a replay that counts otherwise than the expansion', () => {
  it('is told with both counts', async () => {
    const warnings = await warningsOf({ boots: true });
    expect(warnings).toEqual([
      'boot thread-600 on v5.17: the replay made 4 full and 2 early resets, the expansion says ' +
        '400 and 200',
    ]);
  });
});

describe('what makes a result repeatable', () => {
  it('is in it: the plan, and what it ran with', async () => {
    const result = await resultOf({});
    expect(result.plan).toMatchObject({ seed: 600, targetCiNs: null });
    expect(result.fingerprint.addon).toMatch(/^([0-9a-f]{64}|unknown)$/);
    expect(result.fingerprint.environmentBytes).toBeGreaterThan(0);
    expect(['on', 'off', 'unknown']).toContain(result.fingerprint.addressRandomisation);
    expect(result.measuringShare).toBeCloseTo(0.5, 9);
  });
});
