/** Random guest states and random sequences of resets between them. */

import fc from 'fast-check';
import type { GuestRegisters } from '../../../src/workload/types.js';
import { guestState } from '../../workload/registers.arbitrary.js';

/** Any state that a CPU can be in, in or out of SMM. */
export const guest: fc.Arbitrary<GuestRegisters> = fc
  .tuple(guestState, fc.boolean())
  .map(([registers, smm]) => ({ ...registers, smm }));

/** As the addon takes it: distinct states, and which of them each reset goes to. */
export interface Sequence {
  guestStates: Uint32Array;
  resets: Uint32Array;
}

export function encodeStates(states: readonly GuestRegisters[]): Uint32Array {
  return Uint32Array.from(
    states.flatMap(({ cr0, cr4, efer, smm }) => [cr0, cr4, efer, smm ? 1 : 0]),
  );
}

/** Resets to the states one after the other. */
export function sequenceOf(states: readonly GuestRegisters[]): Sequence {
  return { guestStates: encodeStates(states), resets: Uint32Array.from(states.keys()) };
}

export function sequence(most: { states: number; resets: number }): fc.Arbitrary<Sequence> {
  return fc.array(guest, { minLength: 1, maxLength: most.states }).chain((states) =>
    fc.array(fc.nat(states.length - 1), { minLength: 1, maxLength: most.resets }).map((resets) => ({
      guestStates: encodeStates(states),
      resets: Uint32Array.from(resets),
    })),
  );
}
