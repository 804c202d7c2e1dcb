/**
 * Sequences of resets that break what does not follow the kernel in every respect. Each is short
 * enough to follow by hand.
 */

import type { ReplayRequest } from '../host/native.js';
import type { GuestRegisters } from '../workload/types.js';

export interface Sequence {
  name: string;
  description: string;
  /** Rows of the guest's states, in the order of the resets. */
  guests: readonly GuestRegisters[];
  /** What the host has, and what is done about templates. */
  options?: Pick<ReplayRequest, 'maxTdpLevel' | 'keepTemplates'>;
}

const UNPAGED: GuestRegisters = { cr0: 0x11, cr4: 0, efer: 0, smm: false };
/** PG, WP, PE; PSE. */
const TWO_LEVEL: GuestRegisters = { cr0: 0x8001_0011, cr4: 0x10, efer: 0, smm: false };
/** PSE, PAE; NX. */
const PAE: GuestRegisters = { cr0: 0x8001_0011, cr4: 0x30, efer: 0x800, smm: false };
/** PSE, PAE, SMEP, SMAP; LME, LMA, NX. */
const LONG: GuestRegisters = { cr0: 0x8001_0011, cr4: 0x30_0030, efer: 0xd00, smm: false };

/** Widest that four levels of host tables reach, and one that takes five. */
const FOUR_LEVEL_BITS = 48;
const FIVE_LEVEL_BITS = 52;
const NARROW_BITS = 40;

export const SEQUENCES: readonly Sequence[] = [
  {
    name: 'maxphyaddr',
    description:
      "CPUID raises the guest's MAXPHYADDR from 48 to 52 on a host with 5-level tables, which " +
      'then takes five levels for it instead of four',
    guests: [
      { ...LONG, maxphyaddr: FOUR_LEVEL_BITS },
      { ...LONG, maxphyaddr: FIVE_LEVEL_BITS },
    ],
    options: { maxTdpLevel: 5 },
  },
  {
    name: 'cpuid',
    description:
      'CPUID lowers MAXPHYADDR from 46 to 40: the role stays, its valid bit is cleared, so that ' +
      'the next reset is full; templates are made anew',
    guests: [LONG, { ...LONG, maxphyaddr: NARROW_BITS }],
  },
  {
    name: 'cpuid, templates kept',
    description: 'the same, if nobody makes prepared templates anew',
    guests: [LONG, { ...LONG, maxphyaddr: NARROW_BITS }],
    options: { keepTemplates: 1 },
  },
  {
    name: 'init',
    description: 'INIT takes a guest in long mode to real mode, which then starts again by PAE',
    guests: [LONG, UNPAGED, PAE, UNPAGED],
  },
  {
    name: 'sregs',
    description: 'KVM_SET_SREGS goes straight from one paging mode to another, and back',
    guests: [UNPAGED, LONG, TWO_LEVEL, PAE, LONG, TWO_LEVEL],
  },
  {
    name: 'nested entry',
    description: 'L1 in long mode enters L2 in PAE and in real mode, and comes back each time',
    guests: [LONG, { ...PAE, nested: true }, LONG, { ...UNPAGED, nested: true }, LONG],
  },
];
