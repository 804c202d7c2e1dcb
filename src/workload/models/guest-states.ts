/** Control registers of a guest by its paging mode. */

import type { GuestMode } from '../../host/native-subject.js';
import { CR0, CR4, EFER, withBits } from '../registers.js';
import type { GuestRegisters } from '../types.js';
import { choice, onOff, type Parameter } from './parameters.js';

/** Set in every CR0. */
const ET = 0x10;
const PAGED = (CR0.PG | CR0.WP | ET | CR0.PE) >>> 0;
const LONG_CR4 = CR4.PSE | CR4.PAE | CR4.SMEP | CR4.SMAP;
const LONG_EFER = EFER.LME | EFER.LMA | EFER.NX;

/** With NX where the mode's page-table entries have a bit for it. */
export const GUEST_STATES: Readonly<Record<GuestMode, GuestRegisters>> = {
  unpaged: { cr0: ET, cr4: 0, efer: 0, smm: false },
  'two-level': { cr0: PAGED, cr4: CR4.PSE, efer: 0, smm: false },
  pae: { cr0: PAGED, cr4: CR4.PSE | CR4.PAE, efer: EFER.NX, smm: false },
  'four-level': { cr0: PAGED, cr4: LONG_CR4, efer: LONG_EFER, smm: false },
  'five-level': { cr0: PAGED, cr4: LONG_CR4 | CR4.LA57, efer: LONG_EFER, smm: false },
};

/** 32-bit without paging, as SeaBIOS runs. */
export const FLAT: GuestRegisters = { cr0: ET | CR0.PE, cr4: 0, efer: 0, smm: false };

export function interruptedGuest(key: string): Parameter<GuestRegisters> {
  return choice(key, {
    initial: 'four-level',
    among: GUEST_STATES,
    description: 'paging of the interrupted guest',
  });
}

export const NX = onOff('nx', {
  initial: 'on',
  description: 'EFER.NX of the guest, in the modes that have it: pae and up',
});

export function withNx(registers: GuestRegisters, nx: boolean): GuestRegisters {
  return nx ? registers : { ...registers, efer: withBits(registers.efer, EFER.NX, 0) };
}
