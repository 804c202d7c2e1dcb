/** The workload of the mailing-list thread: "more than 600" calls of kvm_init_mmu in a boot. */

import { GUEST_STATES } from './guest-states.js';
import type { Model } from './model.js';
import { HANDLERS, repeat, smi } from './smi.js';

/** Three calls each: two on entry, one on RSM. */
const ROUND_TRIPS = 200;

export const thread600: Model = {
  id: 'thread-600',
  description: "the thread's 600 calls: 200 SMIs of a SeaBIOS guest that never turns paging on",
  parameters: [],
  events: () => repeat(ROUND_TRIPS, smi(GUEST_STATES.unpaged, HANDLERS.seabios)),
};
