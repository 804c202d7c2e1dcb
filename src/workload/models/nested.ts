/**
 * L1, a hypervisor in the guest, enters L2 and leaves it. Each way ends in a load of CR3 that calls
 * kvm_init_mmu once: on nested_mmu going in, on root_mmu coming out.
 */

import type { NestedEvent } from '../expand.js';
import type { GuestRegisters } from '../types.js';
import { GUEST_STATES } from './guest-states.js';
import type { Model } from './model.js';
import { choice, repeats, wholeNumber } from './parameters.js';
import { repeat } from './smi.js';

const L1 = GUEST_STATES['four-level'];

/** Of different roles, the commonest first. */
const L2_STATES: readonly GuestRegisters[] = [
  GUEST_STATES['four-level'],
  GUEST_STATES.unpaged,
  GUEST_STATES.pae,
  GUEST_STATES['two-level'],
  GUEST_STATES['five-level'],
];

const ENTRIES = repeats('entries', {
  initial: '100',
  description: 'entries of L2, as many exits',
});

const GUESTS = wholeNumber('guests', {
  initial: '1',
  least: 1,
  most: L2_STATES.length,
  description: 'L2 guests in turn: four-level, unpaged, PAE, two-level, five-level paging',
});

/** Off would leave walk_mmu at root_mmu and set guest_mode in its role: another workload, not this. */
const L1_EPT = choice('l1-ept', {
  initial: 'on',
  among: { on: true },
  description: 'L1 has EPT or NPT tables for L2, so that nested_mmu is in use',
});

export const nested: Model = {
  id: 'nested',
  description: 'a 64-bit L1 hypervisor that enters L2 guests; no SMM',
  parameters: [ENTRIES, GUESTS, L1_EPT],
  events(read) {
    const guests = L2_STATES.slice(0, read(GUESTS));
    const entries = read(ENTRIES);
    const turn = guests.flatMap(roundTrip);
    return repeat(Math.ceil(entries / guests.length), turn).slice(0, 2 * entries);
  },
};

function roundTrip(l2: GuestRegisters): NestedEvent[] {
  return [
    { kind: 'nested-entry', registers: L1, l2, work: null },
    { kind: 'nested-exit', registers: L1, work: null },
  ];
}
