/** Resets between real exits: the kernel's exit path, and a guest, do the disturbing. */

import { formatValue } from '../format.js';
import type { ArmRequest, LabMeans, LabOption } from '../host/native-lab.js';
import type { ExitFinding } from './explanation.js';
import { perBoot } from './lab/boot.js';
import type { Lab } from './lab/lab.js';
import { armName, cost, saving, trio } from './lab/trios.js';
import { nsPerCall } from './lab/verdict.js';

/** The lab's settings that are exits. */
export const EXITS = ['kvm-exit', 'cpuid-exit'] as const;
export type Exit = (typeof EXITS)[number];

export function exitsOf({ settings }: LabMeans): LabOption[] {
  return settings.filter(({ name }) => EXITS.some((exit) => exit === name));
}

/** One block, one reset after every exit, so many exits to a sample. */
const AFTER_EACH = { vcpus: 1, repeats: 16 };

export async function measureBetween(lab: Lab, exit: Exit): Promise<ExitFinding> {
  const unavailable = lab.settingUnavailable(exit);
  const nothing = {
    between: exit,
    unavailable,
    exitNs: null,
    costNsPerCall: null,
    savingNsPerCall: null,
    savingMicrosecondsPerBoot: null,
    notes: [],
  };
  if (unavailable !== null) return nothing;
  const { registry } = lab.setting;
  const arm: Omit<ArmRequest, 'strategy'> = {
    ...lab.place(),
    ...AFTER_EACH,
    scope: 'init',
    setting: exit,
  };
  const found = await lab.measure({
    ...trio('full', arm, registry),
    ...trio('early', { ...arm, calls: 'early' }, registry),
  });
  const saved = perBoot(found, saving, registry);
  return {
    ...nothing,
    exitNs: found.arm(armName('full', registry.baseline)).settingNs,
    costNsPerCall: nsPerCall(perBoot(found, cost, registry)),
    savingNsPerCall: nsPerCall(saved),
    savingMicrosecondsPerBoot: saved,
    notes: found.interpretedPerExit === null ? [] : [interpretedNote(found.interpretedPerExit)],
  };
}

/** Of its loop: what KvmGuest's code has. */
const INSTRUCTIONS_A_TURN = 10;

function interpretedNote(perExit: number): string {
  const share = perExit / INSTRUCTIONS_A_TURN;
  if (share > 0.5) {
    return (
      `this host's KVM interpreted ${formatValue(perExit)} of the guest's ${INSTRUCTIONS_A_TURN} ` +
      'instructions an exit: the CPU hardly ran the guest, so what disturbs is the host kernel'
    );
  }
  return `the CPU ran the guest: KVM interpreted ${formatValue(perExit)} of its instructions an exit`;
}
