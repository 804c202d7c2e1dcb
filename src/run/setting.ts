/** This machine and this build: what every measurement starts with. */

import { loadAddon } from '../host/addon.js';
import { describeHost, type Host } from '../host/host.js';
import type { NativeAddon, NativeHost, NativeRegistry } from '../host/native.js';
import { findLayout } from '../layout/find-layout.js';
import type { Means } from '../plan/plan.js';
import { listWorkloads } from '../workload/workloads.js';

export interface Setting {
  addon: NativeAddon;
  registry: NativeRegistry;
  native: NativeHost;
  host: Host;
}

/**
 * Looked at once: calibrating the clocks takes 0.2 s.
 *
 * @throws AddonLoadError with the command that mends it
 */
export function openSetting(): Setting {
  const addon = loadAddon();
  const native = addon.inspectHost();
  return { addon, registry: addon.registry(), native, host: describeHost(native) };
}

/** What a plan may choose from. */
export function meansOf({ addon, registry, native }: Setting): Means {
  return {
    registry,
    counterEvents: addon.counterEvents(),
    allowedCpus: native.allowedCpus,
    workloads: listWorkloads().map(({ id }) => id),
    findLayout: (name) => findLayout(name, registry),
  };
}
