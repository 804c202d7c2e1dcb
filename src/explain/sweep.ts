/** The guest's footprint: what a call costs, and the patch saves, after a guest touched so much. */

import type { ArmRequest } from '../host/native-lab.js';
import type { Crossing, SweepPoint } from './explanation.js';
import { perBoot } from './lab/boot.js';
import type { Lab } from './lab/lab.js';
import { armName, cost, saving, trio } from './lab/trios.js';
import { nsPerCall } from './lab/verdict.js';
import { THREAD_SAVING_NS_PER_CALL } from './thread.js';

export const SWEEP_ACCESSES = ['reads', 'writes'] as const;

/** Few blocks: what they need themselves must not be part of the footprint. */
const VCPUS = 8;

/** Whole calls, full and early ones, drained: 400 and 200 of each 600. */
export async function measurePoint(
  lab: Lab,
  access: SweepPoint['access'],
  bytes: number,
): Promise<SweepPoint> {
  const { registry, effort } = lab.setting;
  const full: Omit<ArmRequest, 'strategy'> = {
    ...lab.place(),
    scope: 'init',
    setting: access,
    bytes,
    vcpus: VCPUS,
  };
  const found = await lab.measure(
    {
      ...trio('full', full, registry),
      ...trio('early', { ...full, calls: 'early' }, registry),
    },
    effort.secondsPerJob / 2,
  );
  const { loadLatencyNs, settingNs } = found.arm(armName('full', registry.baseline));
  const saved = perBoot(found, saving, registry);
  return {
    access,
    bytes,
    loadLatencyNs,
    guestNs: settingNs,
    costNsPerCall: nsPerCall(perBoot(found, cost, registry)),
    savingNsPerCall: nsPerCall(saved),
    savingMicrosecondsPerBoot: saved,
  };
}

/** Where the saving reaches the claim, for each kind of access that was measured. */
export function crossingsOf(points: readonly SweepPoint[]): Crossing[] {
  return SWEEP_ACCESSES.flatMap((access) => {
    const own = points.filter((point) => point.access === access);
    const most = own.at(-1);
    return most === undefined ? [] : [crossingOf(access, own, most.bytes)];
  });
}

function crossingOf(
  access: SweepPoint['access'],
  points: readonly SweepPoint[],
  mostBytes: number,
): Crossing {
  const first = (end: 'estimate' | 'low' | 'high') =>
    points.find(({ savingNsPerCall }) => savingNsPerCall[end] >= THREAD_SAVING_NS_PER_CALL)
      ?.bytes ?? null;
  return {
    access,
    bytes: first('estimate'),
    lowBytes: first('high'),
    highBytes: first('low'),
    mostBytes,
  };
}
