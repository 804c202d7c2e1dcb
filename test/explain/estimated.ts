/** Jobs estimated as a run does it, on an addon that says what each strategy writes. */

import { type Estimates, estimate } from '../../src/explain/estimates.js';
import type { NativeAddon } from '../../src/host/native.js';
import { probeOf } from '../../src/layout/lines/probe.js';
import type { BootSamples, CellSamples } from '../../src/measure/types.js';
import { fakeAddon } from '../measure/fake-addon.js';
import { fakeRegistry } from '../plan/registry.js';

/** Of one boot, by kernel version. */
function resetsOf(rules: string) {
  return rules === 'v6.1' ? { full: 300, early: 500 } : { full: 400, early: 200 };
}

/** Every strategy writes four bytes, init-flag one of them less; an early return two. */
const addon: NativeAddon = {
  ...fakeAddon(),
  probeWrites: ({ strategy, calls }) => ({
    writtenBytes: Uint32Array.from(
      calls === 'early' ? [0, 1] : strategy === 'init-flag' ? [0, 1, 2] : [0, 1, 2, 200],
    ),
  }),
};

export function estimatesOf({
  cells = [],
  boots = [],
}: {
  cells?: CellSamples[];
  boots?: BootSamples[];
}): Estimates {
  const registry = fakeRegistry();
  const probe = probeOf(addon, registry, []);
  return estimate({ cells, boots, complete: true }, resetsOf, probe, registry);
}
