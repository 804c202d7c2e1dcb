/** One SMI as an event pair, and the SMI handlers that models have. */

import type { SmmEvent } from '../expand.js';
import type { GuestRegisters, TraceEvent } from '../types.js';

/** How often a handler writes CR0, CR3, CR4 and MSRs: what `inferHandler` knows it by. */
export const HANDLERS = {
  bareRsm: { cr0: 0, cr3: 0, cr4: 0, msr: 0 },
  seabios: { cr0: 1, cr3: 0, cr4: 0, msr: 0 },
  ovmf: { cr0: 2, cr3: 1, cr4: 1, msr: 2 },
} as const satisfies Record<string, TraceEvent['controlWrites']>;

/** @param restored what RSM loads, where the handler has exchanged the saved state */
export function smi(
  interrupted: GuestRegisters,
  controlWrites: TraceEvent['controlWrites'],
  restored = interrupted,
): SmmEvent[] {
  return [
    { kind: 'enter', registers: interrupted, controlWrites, work: null },
    { kind: 'rsm', registers: restored, controlWrites, work: null },
  ];
}

export function repeat<T>(times: number, events: readonly T[]): T[] {
  return Array.from({ length: times }, () => events).flat();
}
