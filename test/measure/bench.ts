/** Plans of few small jobs, and what `measure` needs besides them. */

import { type Bench, measure, type Samples, type WidthOf } from '../../src/measure/measure.js';
import type { BootPlan, CellPlan, Plan } from '../../src/plan/types.js';
import { workloadKey } from '../../src/workload/key.js';
import { fakeRegistry } from '../plan/registry.js';
import type { FakeAddon } from './fake-addon.js';

export const TSC_HZ = 2.5e9;
export const TSC_STEP_TICKS = 26;

export const CELL: CellPlan = {
  layout: 'v5.17',
  phase: 16,
  path: 'tdp',
  scope: 'writes',
  rules: 'v5.17',
  guest: 'unpaged',
  calls: 'full',
  state: 'hot',
  retirement: 'drained',
  strategies: ['field-by-field', 'init-flag', 'constant-once'],
  rounds: 20,
};

const { guest: _, calls: __, ...PLACE } = CELL;
export const BOOT: BootPlan = {
  ...PLACE,
  rules: 'v5.17',
  workload: 'thread-600',
  vcpus: 1,
  threads: 1,
};

export function plan(changes: Partial<Plan> = {}): Plan {
  return {
    seed: 600,
    cpu: -1,
    budgetSeconds: 10,
    targetCiNs: null,
    workload: 'thread-600',
    layouts: [],
    cells: [CELL],
    boots: [],
    skipped: [],
    counters: [],
    uncounted: [],
    ...changes,
  };
}

export function bench(addon: FakeAddon): Bench {
  return {
    addon,
    registry: fakeRegistry(),
    layouts: [],
    tscHz: TSC_HZ,
    tscStepTicks: TSC_STEP_TICKS,
    workloads: new Map([
      [
        workloadKey(BOOT),
        {
          guestStates: Uint32Array.from([17, 0, 0, 0, 46, 17, 0, 0, 1, 46]),
          resets: Uint32Array.from([0, 1, 0]),
          transitions: Uint32Array.from([2, 1]),
          footprint: null,
        },
      ],
    ]),
  };
}

export interface Measured {
  samples: Samples;
  progress: { share: number; label: string }[];
}

/** Content with any interval: every cell and boot gets one job. */
const ANY_WIDTH: WidthOf = () => 0;

export async function measured(
  asked: Plan,
  addon: FakeAddon,
  { signal = new AbortController().signal, widthOf = ANY_WIDTH } = {},
): Promise<Measured> {
  const progress: Measured['progress'] = [];
  const onProgress = (share: number, label: string) => progress.push({ share, label });
  const samples = await measure(asked, bench(addon), widthOf, { signal, onProgress });
  return { samples, progress };
}
