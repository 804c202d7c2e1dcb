import { describe, expect, it } from 'vitest';
import { type GuestName, notation, roundTrip, SEQUENCES } from './guests.js';

const { unpaged, paged, efer } = SEQUENCES;

/** By the rules of v5.10, v5.17 and v6.1. */
const TABLE: [guest: GuestName, v510: string, v517: string, v61: string][] = [
  ['real mode', unpaged, unpaged, unpaged],
  ['32-bit, no paging', unpaged, unpaged, unpaged],
  ['32-bit paging', paged, paged, paged],
  ['PAE, no NX', paged, paged, paged],
  ['PAE, NX', efer, efer, efer],
  ['64-bit, NX', efer, efer, efer],
  ['64-bit, no NX', paged, paged, efer],
];

describe('the resets of one SMI, in order', () => {
  it.each(TABLE)('%s: v5.10 %s, v5.17 %s, v6.1 %s', (guest, v510, v517, v61) => {
    for (const handler of ['bare RSM', 'SeaBIOS'] as const) {
      expect(notation(roundTrip('v5.10', guest, handler)), handler).toBe(v510);
      expect(notation(roundTrip('v5.17', guest, handler)), handler).toBe(v517);
      expect(notation(roundTrip('v6.1', guest, handler)), handler).toBe(v61);
    }
  });
});
