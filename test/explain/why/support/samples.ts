/** Samples of a job as `runArms` gives them, made of ns by arm and round. */

import type { ArmSamples } from '../../../../src/measure/arms.js';

interface Changes extends Partial<Omit<ArmSamples, 'columns' | 'rounds'>> {
  resolutionNs?: number;
}

export function armSamples(
  nsByArm: Readonly<Record<string, readonly number[]>>,
  { resolutionNs = 0, ...changes }: Changes = {},
): ArmSamples {
  const rounds = Object.values(nsByArm)[0]?.length ?? 0;
  return {
    columns: Object.entries(nsByArm).map(([name, ns]) => ({
      name,
      ns: Float64Array.from(ns),
      resolutionNs,
      resets: 16,
      loadLatencyNs: 1,
      settingNs: 0,
    })),
    rounds,
    disturbances: new Uint8Array(rounds),
    interpretedPerExit: null,
    repeatedRegions: 0,
    wallNs: 1e6,
    busyNs: 5e5,
    ...changes,
  };
}
