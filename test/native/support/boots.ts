/** Boot jobs of whole workloads, with what the workload's expansion says of them. */

import type { BootRequest, BootSamples } from '../../../src/host/native-jobs.js';
import { encodeWorkload } from '../../../src/workload/encode.js';
import { loadWorkload } from '../../../src/workload/workloads.js';
import { addon } from './addon.js';
import { bootRequest, type Changes, ignore } from './requests.js';

export interface Counts {
  full: number;
  early: number;
}

export const countsOf = ({ fullResets, earlyResets }: BootSamples): Counts => ({
  full: fullResets,
  early: earlyResets,
});

/** A boot in a cache state, and the resets that its expansion by the same rules and path counts. */
export async function boot(
  id: string,
  changes: Changes & Partial<BootRequest> = {},
): Promise<{ samples: BootSamples; counts: Counts }> {
  const { path = 'tdp', rules = 'v5.17' } = changes;
  const { counts, transitions } = await loadWorkload(id, rules, { path });
  const { footprint: _, ...script } = encodeWorkload({ transitions });
  const request = bootRequest({ rounds: 1, ...changes, ...script });
  const samples = await addon.startBoot(request, ignore).samples;
  return { samples, counts: { full: counts.full, early: counts.early } };
}
