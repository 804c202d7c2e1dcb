/** The host as results record it, and what about it a user should mend. */

import { cpus, hostname, release, totalmem } from 'node:os';
import type { NativeHost } from './native.js';

export type Host = ReturnType<typeof describeHost>;

export function describeHost(native: NativeHost) {
  const { tscStepTicks, timerOverheadTicks, hugePageBytes, ...rest } = native;
  const nsPerTick = 1e9 / native.tscHz;
  return {
    ...rest,
    hostname: hostname(),
    kernel: release(),
    cpus: cpus().length,
    memoryBytes: totalmem(),
    tscStepNs: tscStepTicks * nsPerTick,
    timerOverheadNs: timerOverheadTicks * nsPerTick,
    hugePages:
      native.hugePagesUnavailable === null
        ? `transparent, ${hugePageBytes / 1024} KiB, by madvise`
        : 'none',
    node: process.versions.node,
  };
}

/** What makes measuring harder here, each with its remedy. */
export function hostWarnings(host: Host): string[] {
  const warnings: string[] = [];
  if (host.allowedCpus.length === 1) {
    warnings.push(
      'one CPU only: everything else runs between the rounds; allow a second CPU if there is one',
    );
  }
  if (host.pinningUnavailable !== null) {
    warnings.push(
      `the measuring thread cannot be pinned (${host.pinningUnavailable}): allow sched_setaffinity`,
    );
  }
  if (host.hugePagesUnavailable !== null) {
    warnings.push(
      `no huge pages (${host.hugePagesUnavailable}): TLB misses are part of evicted states; ` +
        'write madvise to /sys/kernel/mm/transparent_hugepage/enabled',
    );
  }
  if (!host.features.includes('constant_tsc')) {
    warnings.push(
      'the TSC is not constant: ns are wrong whenever the clock frequency changes; ' +
        'fix the frequency (cpupower frequency-set)',
    );
  }
  if (!host.features.includes('clflushopt')) {
    warnings.push('no clflushopt: the dram state is made with clflush, which is slower');
  }
  return warnings;
}
