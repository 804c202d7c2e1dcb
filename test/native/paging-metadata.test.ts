import { describe, expect, it } from 'vitest';
import { CR0, CR4, EFER } from '../../src/workload/registers.js';
import type { GuestRegisters } from '../../src/workload/types.js';
import { guests, state } from '../workload/guests.js';
import { addon } from './support/addon.js';
import { encodeStates } from './support/guests.arbitrary.js';

const PAGED = (CR0.PG | CR0.PE) >>> 0;
const PAGED_WP = (PAGED | CR0.WP) >>> 0;
const LONG = EFER.LME | EFER.LMA;
const LONG_NX = LONG | EFER.NX;

function describeRole(registers: GuestRegisters) {
  return addon.describeRole({ layout: 'v5.17', guestStates: encodeStates([registers]) });
}

const bytes = (array: Uint8Array) =>
  Buffer.from(array)
    .toString('hex')
    .replaceAll(/..(?!$)/g, '$& ');
const words = (array: BigUint64Array) => [...array].map((word) => word.toString(16));

describe('permissions, by page fault error code', () => {
  it.each([
    [
      'NX, WP, SMEP, SMAP',
      state(PAGED_WP, CR4.PAE | CR4.SMEP | CR4.SMAP, LONG_NX),
      'f0 f3 0f 3f 00 33 0f 3f f5 f7 5f 7f f5 f7 5f 7f',
    ],
    [
      'NX, WP',
      state(PAGED_WP, CR4.PAE, LONG_NX),
      '00 33 0f 3f 00 33 0f 3f 55 77 5f 7f 55 77 5f 7f',
    ],
    ['none', state(PAGED, CR4.PAE, LONG), '00 00 0f 3f 00 00 0f 3f 00 00 0f 3f 00 00 0f 3f'],
  ])('%s', (_, registers, expected) => {
    expect(bytes(describeRole(registers).permissions)).toBe(expected);
  });

  it('are the same with PAE, which has NX too', () => {
    const { permissions } = describeRole(state(PAGED_WP, CR4.PAE, EFER.NX));
    expect(bytes(permissions)).toBe('00 33 0f 3f 00 33 0f 3f 55 77 5f 7f 55 77 5f 7f');
  });

  it('user mode reads only user pages, whatever is switched on', () => {
    const { permissions } = describeRole(guests['64-bit, NX']);
    const USER = 1 << 1;
    for (const [code, faults] of permissions.entries()) {
      if ((code & USER) !== 0) expect(faults & 0x0f, `code ${code}`).toBe(0x0f);
    }
  });
});

describe('pkru_mask, with protection keys', () => {
  it.each([
    ['WP', PAGED_WP, 0xdd00],
    ['no WP', PAGED, 0xd500],
  ])('%s', (_, cr0, expected) => {
    expect(describeRole(state(cr0, CR4.PAE | CR4.PKE, LONG)).pkruMask).toBe(expected);
  });

  it('is zero without them, and where there is no long mode', () => {
    expect(describeRole(state(PAGED_WP, CR4.PAE, LONG)).pkruMask).toBe(0);
    expect(describeRole(state(PAGED_WP, CR4.PAE | CR4.PKE)).pkruMask).toBe(0);
  });
});

/** Of [large page][level - 1], then bad_mt_xwr. 46 bits of physical address. */
describe('reserved bits of the tables that KVM builds, with EPT', () => {
  const BASE = 'fc00000000000';
  const SMALL = [BASE, 'fc00000000078', 'fc00000000078', 'fc000000000f8', 'fc000000000f8'];
  const LARGE = [BASE, 'fc000001ff000', 'fc0003ffff000', 'fc000000000f8', 'fc000000000f8'];

  it.each(Object.entries(guests))('are the same for every guest: %s', (_, registers) => {
    expect(words(describeRole(registers).shadowZeroBits)).toEqual([
      ...SMALL,
      ...LARGE,
      'ff545454ffff5454',
    ]);
  });
});

describe('reserved bits of the guest’s own tables', () => {
  const HIGH = 'fc00000000000';
  const LEAVES = [HIGH, 'fc000001fe000', 'fc0003fffe000'];
  const TOP = 'fc00000000080';

  it.each([
    ['two-level with large pages: bits 17 to 21', state(PAGED, CR4.PSE), { 6: '3e0000' }],
    ['two-level without: none', state(PAGED), {}],
    [
      'PAE, NX: from bit 46 up to 62, and what a PDPTE reserves',
      state(PAGED, CR4.PAE, EFER.NX),
      {
        0: '7fffc00000000000',
        1: '7fffc00000000000',
        2: 'ffffc000000001e6',
        5: '7fffc00000000000',
        6: '7fffc000001fe000',
      },
    ],
    [
      '64-bit, NX',
      state(PAGED, CR4.PAE, LONG_NX),
      { 0: HIGH, 1: HIGH, 2: HIGH, 3: TOP, 5: LEAVES[0], 6: LEAVES[1], 7: LEAVES[2], 8: TOP },
    ],
    [
      '64-bit, no NX: bit 63 too',
      state(PAGED, CR4.PAE, LONG),
      {
        0: '800fc00000000000',
        1: '800fc00000000000',
        2: '800fc00000000000',
        3: '800fc00000000080',
        5: '800fc00000000000',
        6: '800fc000001fe000',
        7: '800fc0003fffe000',
        8: '800fc00000000080',
      },
    ],
    [
      'five levels: two masks more',
      state(PAGED, CR4.PAE | CR4.LA57, LONG_NX),
      {
        ...{ 0: HIGH, 1: HIGH, 2: HIGH, 3: TOP, 4: TOP },
        ...{ 5: LEAVES[0], 6: LEAVES[1], 7: LEAVES[2], 8: TOP, 9: TOP },
      },
    ],
  ])('%s', (_, registers, masks) => {
    const expected = Object.assign(new Array<string>(11).fill('0'), masks);
    expect(words(describeRole(registers).guestReservedBits)).toEqual(expected);
  });
});

it('without paging there is no metadata', () => {
  const role = describeRole(state(CR0.PE, CR4.PAE | CR4.SMEP | CR4.PKE, EFER.NX));
  expect(words(role.guestReservedBits)).toEqual(new Array(11).fill('0'));
  expect([...role.permissions]).toEqual(new Array(16).fill(0));
  expect(role.pkruMask).toBe(0);
});
