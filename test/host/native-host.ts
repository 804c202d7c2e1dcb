/** A machine without faults, as the native code would describe it. */

import type { NativeHost } from '../../src/host/native.js';

export function nativeHost(changes: Partial<NativeHost> = {}): NativeHost {
  return {
    cpuModel: 'A CPU',
    cpuVendor: 'AVendor',
    family: 26,
    model: 2,
    stepping: 1,
    hypervisor: null,
    allowedCpus: [0, 1],
    features: ['sse2', 'clflush', 'clflushopt', 'constant_tsc'],
    caches: [],
    tscHz: 2.6e9,
    tscStepTicks: 26,
    timerOverheadTicks: 52,
    coreHz: 3.7e9,
    hugePageBytes: 2 * 1024 * 1024,
    hugePagesUnavailable: null,
    hardwareCountersUnavailable: null,
    pinningUnavailable: null,
    ...changes,
  };
}
