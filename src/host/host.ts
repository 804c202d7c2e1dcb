/** The host as results record it, and what about it a user should mend. */

import { cpus, hostname, release, totalmem } from 'node:os';
import { formatBytes } from '../format.js';
import type { NativeHost } from './native.js';
import { inspectPlace, type Place } from './place.js';

export type Host = ReturnType<typeof describeHost>;

/** Of a file, which may be from before the place was recorded. */
type PlaceIfKnown = { [Name in keyof Place]?: Place[Name] | undefined };
export type RecordedHost = Omit<Host, keyof Place> & PlaceIfKnown;

/** explain has been seen to take 294 MiB, run and boot 105. */
const ENOUGH_MEMORY_BYTES = 384 * 1024 ** 2;

export function describeHost(native: NativeHost, place: Place = inspectPlace()) {
  const { tscStepTicks, timerOverheadTicks, hugePageBytes, ...rest } = native;
  const nsPerTick = 1e9 / native.tscHz;
  return {
    ...rest,
    hostname: hostname(),
    kernel: release(),
    // Node counts the lines of /proc/cpuinfo, which may be none.
    cpus: Math.max(cpus().length, native.allowedCpus.length),
    memoryBytes: totalmem(),
    tscStepNs: tscStepTicks * nsPerTick,
    timerOverheadNs: timerOverheadTicks * nsPerTick,
    hugePages:
      native.hugePagesUnavailable === null
        ? `transparent, ${hugePageBytes / 1024} KiB, by madvise`
        : 'none',
    hugePagesUnavailable: whyNoHugePages(native, place),
    ...place,
    node: process.versions.node,
  };
}

/** Native code cannot tell a setting that it may not read from one that the kernel lacks. */
function whyNoHugePages({ hugePagesUnavailable }: NativeHost, { unreadable }: Place) {
  return hugePagesUnavailable !== null && unreadable.includes('/sys')
    ? '/sys cannot be read'
    : hugePagesUnavailable;
}

/** What makes measuring harder here, each with its remedy. */
export function hostWarnings(host: RecordedHost): string[] {
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
  if (host.hugePagesUnavailable !== null && !host.unreadable?.includes('/sys')) {
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
  return [...warnings, ...placeWarnings(host)];
}

/** What is not known, and what is done instead. */
const WITHOUT: Readonly<Record<string, string>> = {
  '/proc':
    'time stolen by the hypervisor goes unseen, whether the arena has huge pages is not known; ' +
    'mount -t proc proc /proc',
  '/sys':
    'caches are as CPUID tells, huge pages are not used, so TLB misses are part of evicted ' +
    'states; mount -t sysfs sysfs /sys',
};

function placeWarnings({ unreadable = [], memoryLimitBytes = null }: PlaceIfKnown): string[] {
  const warnings = unreadable.map((path) => `${path} cannot be read: ${WITHOUT[path]}`);
  if (memoryLimitBytes !== null && memoryLimitBytes < ENOUGH_MEMORY_BYTES) {
    warnings.push(
      `the cgroup allows ${formatBytes(memoryLimitBytes)} of memory, explain takes ` +
        'up to 352 MiB and leaves out what takes more, run and boot take 110 MiB, with less the ' +
        `kernel kills them without a message; allow ${formatBytes(ENOUGH_MEMORY_BYTES)}`,
    );
  }
  return warnings;
}
