/** The workload of the mailing-list thread: "more than 600" calls of kvm_init_mmu in a boot. */

import type { SmmEvent } from './expand.js';

/** Three calls each: two on entry, one on RSM. */
const ROUND_TRIPS = 200;
/** Bit 4 (ET) is set in every CR0. */
const REAL_MODE = { cr0: 0x10, cr4: 0, efer: 0, smm: false };
const HANDLER_WRITES = { cr0: 1, cr3: 0, cr4: 0, msr: 0 };

function events(): SmmEvent[] {
  const common = { registers: REAL_MODE, controlWrites: HANDLER_WRITES, work: null };
  const roundTrip: SmmEvent[] = [
    { kind: 'enter', ...common },
    { kind: 'rsm', ...common },
  ];
  return Array.from({ length: ROUND_TRIPS }, () => roundTrip).flat();
}

export const thread600 = {
  id: 'thread-600',
  description: "the thread's 600 calls: 200 SMIs of a SeaBIOS guest that never turns paging on",
  events,
};
