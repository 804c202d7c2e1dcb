/** Random register states that a CPU can be in, and random sequences of SMIs between them. */

import fc from 'fast-check';
import type { GuestEvent, NestedEvent, SmmEvent } from '../../src/workload/expand.js';
import { CR0, CR4, EFER } from '../../src/workload/registers.js';
import type { GuestRegisters } from '../../src/workload/types.js';
import { type HandlerName, handlers, roundTripEvents } from './guests.js';

function subset(bits: readonly number[]): fc.Arbitrary<number> {
  return fc.subarray([...bits]).map((chosen) => chosen.reduce((all, bit) => (all | bit) >>> 0, 0));
}

const CR4_BITS = Object.values(CR4);

/** No PG without PE; LMA exactly where PG and LME; in long mode PAE. Built, not filtered. */
export const guestState: fc.Arbitrary<GuestRegisters> = fc
  .record({
    mode: fc.constantFrom('unpaged', 'legacy paging', 'long mode'),
    cr0: subset([CR0.EM, CR0.TS, CR0.WP]),
    pe: fc.boolean(),
    cr4: subset(CR4_BITS),
    efer: subset([EFER.NX, 1]),
    lme: fc.boolean(),
  })
  .map(({ mode, cr0, pe, cr4, efer, lme }) => {
    const paging = (CR0.PG | CR0.PE) >>> 0;
    switch (mode) {
      case 'unpaged': {
        const enabled = lme ? EFER.LME : 0;
        return { cr0: cr0 | (pe ? CR0.PE : 0), cr4, efer: efer | enabled, smm: false };
      }
      case 'legacy paging':
        return { cr0: (cr0 | paging) >>> 0, cr4, efer, smm: false };
      default: {
        const long = EFER.LME | EFER.LMA;
        return { cr0: (cr0 | paging) >>> 0, cr4: cr4 | CR4.PAE, efer: efer | long, smm: false };
      }
    }
  });

const handlerName = fc.constantFrom(...(Object.keys(handlers) as HandlerName[]));

/** RSM may restore another state than was interrupted, and the guest may change it before the next SMI. */
export const smiSequence: fc.Arbitrary<SmmEvent[]> = fc
  .array(fc.tuple(guestState, handlerName, guestState), { minLength: 1, maxLength: 12 })
  .map((trips) =>
    trips.flatMap(([before, handler, after]) => roundTripEvents(before, handler, after)),
  );

const nestedTrip: fc.Arbitrary<NestedEvent[]> = fc
  .tuple(guestState, guestState, guestState)
  .map(([before, l2, after]) => [
    { kind: 'nested-entry', registers: before, l2, work: null },
    { kind: 'nested-exit', registers: after, work: null },
  ]);

/** SMIs of L1 and visits to L2 in any order. */
export const nestedSequence: fc.Arbitrary<GuestEvent[]> = fc
  .array(fc.oneof(smiSequence, nestedTrip), { minLength: 1, maxLength: 8 })
  .map((parts) => parts.flat());
