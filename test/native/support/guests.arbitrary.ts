/** Random guest states and random sequences of resets between them. */

import fc from 'fast-check';
import { DEFAULT_MAXPHYADDR } from '../../../src/workload/registers.js';
import type { GuestRegisters } from '../../../src/workload/types.js';
import { guestState } from '../../workload/registers.arbitrary.js';

/** Any state that a CPU can be in, in or out of SMM. */
export const guest: fc.Arbitrary<GuestRegisters> = fc
  .tuple(guestState, fc.boolean())
  .map(([registers, smm]) => ({ ...registers, smm }));

/** The same, or in L2: now and then the reset is of nested_mmu. */
export const guestOrNested: fc.Arbitrary<GuestRegisters> = fc
  .tuple(guest, fc.boolean())
  .map(([registers, nested]) => ({ ...registers, nested: nested && !registers.smm }));

/** As the addon takes it: distinct states, and which of them each reset goes to. */
export interface Sequence {
  guestStates: Uint32Array;
  resets: Uint32Array;
}

export function encodeStates(states: readonly GuestRegisters[]): Uint32Array {
  return Uint32Array.from(states.flatMap(encodeState));
}

/** A row of [cr0, cr4, efer, flags, maxphyaddr]. */
function encodeState(registers: GuestRegisters): number[] {
  const { cr0, cr4, efer, smm, nested = false, maxphyaddr = DEFAULT_MAXPHYADDR } = registers;
  return [cr0, cr4, efer, (smm ? 1 : 0) | (nested ? 2 : 0), maxphyaddr];
}

/** Resets to the states one after the other. */
export function sequenceOf(states: readonly GuestRegisters[]): Sequence {
  return { guestStates: encodeStates(states), resets: Uint32Array.from(states.keys()) };
}

interface Lengths {
  minLength: number;
  maxLength: number;
}

/** All with the usual MAXPHYADDR. */
export function sequence(lengths: { states: Lengths; resets: Lengths }): fc.Arbitrary<Sequence> {
  return fc.array(guestOrNested, lengths.states).chain((states) =>
    fc.array(fc.nat(states.length - 1), lengths.resets).map((resets) => ({
      guestStates: encodeStates(states),
      resets: Uint32Array.from(resets),
    })),
  );
}

export const shortSequence: fc.Arbitrary<Sequence> = sequence({
  states: { minLength: 1, maxLength: 8 },
  resets: { minLength: 1, maxLength: 40 },
});
