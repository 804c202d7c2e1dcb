import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CR0, CR4 } from '../../src/workload/registers.js';
import {
  cpuRoleV61,
  nestedRoleV517,
  shadowRoleV61,
  shadowRoleV517,
  tdpRoleV61,
  tdpRoleV517,
} from '../../src/workload/role.js';
import { findRules, listRules } from '../../src/workload/rules.js';
import type { GuestRegisters } from '../../src/workload/types.js';
import { guests, state } from './guests.js';
import { guestState } from './registers.arbitrary.js';

const inSmm = (registers: GuestRegisters) => ({ ...registers, smm: true });
const hex = (word: number) => word.toString(16).padStart(8, '0');

/** As worked out from KVM's sources by hand: four-level tables, accessed and dirty bits. */
const WORDS: [string, GuestRegisters, string, string][] = [
  ['real mode', guests['real mode'], '00000784 00000001', '00000780 00000001 00003784'],
  ['unpaged', guests['32-bit, no paging'], '00000784 00000001', '00000780 00000001 00003784'],
  ['in SMM', inSmm(guests['real mode']), '01000784 00000001', '01000780 00000001 01003784'],
  ['PAE', guests['PAE, NX'], '00003784 0000001d', '00003703 00000005 00003784'],
  ['64-bit', guests['64-bit, NX'], '00003784 000002dd', '00003704 000000b5 00003784'],
];

describe('role words on the TDP path', () => {
  it.each(WORDS)('of v5.17: %s', (_, registers, expected) => {
    const { base, ext } = tdpRoleV517(registers);
    expect(`${hex(base)} ${hex(ext)}`).toBe(expected);
  });

  it.each(WORDS)('of v6.1: %s', (_, registers, _v517, expected) => {
    const { cpu, rootBase } = tdpRoleV61(registers);
    expect(`${hex(cpu.base)} ${hex(cpu.ext)} ${hex(rootBase)}`).toBe(expected);
  });

  it('tells two-level paging from PAE by the size of its entries in v6.1', () => {
    expect(hex(tdpRoleV61(guests['32-bit paging']).cpu.base)).toBe('00002712');
  });

  it('counts five-level paging and protection keys in long mode only', () => {
    const bits = CR4.LA57 | CR4.PKE;
    const long = guests['64-bit, no NX'];
    const pae = guests['PAE, no NX'];
    const added = (guest: GuestRegisters) =>
      tdpRoleV517({ ...guest, cr4: guest.cr4 | bits }).ext ^ tdpRoleV517(guest).ext;
    expect(added(long)).toBe((1 << 5) | (1 << 8));
    expect(added(pae)).toBe(0);
    expect(tdpRoleV61({ ...long, cr4: long.cr4 | bits }).cpu.base & 0xf).toBe(5);
  });

  it('marks SMEP and SMAP without write protection in v6.1', () => {
    const { cr0, cr4, efer } = guests['64-bit, NX'];
    expect(hex(tdpRoleV61(state((cr0 & ~CR0.WP) >>> 0, cr4, efer)).cpu.base)).toBe('0000d704');
  });

  it('ignores every paging feature while paging is off', () => {
    const everything = state(CR0.PE | CR0.WP, 0x72_1030, 0x900);
    for (const name of ['v5.10', 'v5.17', 'v6.1']) {
      const { role } = findRules(name);
      expect(role(everything), name).toBe(role(guests['real mode']));
    }
  });
});

describe('role words on the shadow path', () => {
  /** As worked out from KVM's sources by hand, like those above. */
  const SHADOW: [string, GuestRegisters, string, string][] = [
    ['unpaged', guests['real mode'], '00000783 00000001', '00000780 00000001 00001783'],
    ['64-bit', guests['64-bit, NX'], '00003704 000002dd', '00003704 000000b5 00003704'],
  ];

  it.each(SHADOW)('of v5.17: %s', (_, registers, expected) => {
    const { base, ext } = shadowRoleV517(registers);
    expect(`${hex(base)} ${hex(ext)}`).toBe(expected);
  });

  it.each(SHADOW)('of v6.1: %s', (_, registers, _v517, expected) => {
    const { cpu, rootBase } = shadowRoleV61(registers);
    expect(`${hex(cpu.base)} ${hex(cpu.ext)} ${hex(rootBase)}`).toBe(expected);
  });

  it('have three levels where the guest has two, and say so that its entries are small', () => {
    expect(hex(shadowRoleV517(guests['32-bit paging']).base)).toBe('00002713');
    expect(hex(shadowRoleV61(guests['32-bit paging']).rootBase)).toBe('00003713');
    expect(hex(shadowRoleV517(guests['PAE, no NX']).base)).toBe('00002703');
  });

  it('have five levels where the guest has', () => {
    const { cr0, cr4, efer } = guests['64-bit, NX'];
    const fiveLevel = state(cr0, cr4 | CR4.LA57, efer);
    expect(shadowRoleV517(fiveLevel).base & 0xf).toBe(5);
    expect(shadowRoleV61(fiveLevel).rootBase & 0xf).toBe(5);
  });

  it('mark SMEP and SMAP without write protection already in v5.17', () => {
    const { cr0, cr4, efer } = guests['64-bit, NX'];
    const unprotected = state((cr0 & ~CR0.WP) >>> 0, cr4, efer);
    expect(hex(shadowRoleV517(unprotected).base)).toBe('0000d704');
    expect(tdpRoleV517(unprotected).base).toBe(tdpRoleV517(guests['64-bit, NX']).base & ~(1 << 13));
  });
});

describe('role words of nested_mmu', () => {
  const inL2 = (registers: GuestRegisters) => ({ ...registers, nested: true });

  it.each<[string, GuestRegisters, string, string]>([
    ['unpaged', guests['real mode'], '00020780', '00020780'],
    ['32-bit paging', guests['32-bit paging'], '00022792', '00022712'],
    ['PAE, NX', guests['PAE, NX'], '00023783', '00023703'],
    ['64-bit, NX', guests['64-bit, NX'], '00023784', '00023704'],
  ])('have the level and the entries of L2 itself: %s', (_, registers, v517, v61) => {
    expect(hex(nestedRoleV517(inL2(registers)).base)).toBe(v517);
    expect(hex(cpuRoleV61(inL2(registers)).base)).toBe(v61);
  });

  it('extend as those of root_mmu do', () => {
    fc.assert(
      fc.property(guestState, (registers) => {
        expect(nestedRoleV517(inL2(registers)).ext).toBe(tdpRoleV517(registers).ext);
        expect(cpuRoleV61(inL2(registers)).ext).toBe(tdpRoleV61(registers).cpu.ext);
      }),
    );
  });

  it.each(listRules())('are what $name compares in L2, whatever the path', ({ role }) => {
    const l2 = inL2(guests['64-bit, NX']);
    expect(role(l2, 'shadow')).toBe(role(l2, 'tdp'));
    expect(role(l2)).not.toBe(role(guests['64-bit, NX']));
  });
});

describe('what the versions compare', () => {
  const smm = fc.boolean();
  const pair = fc.tuple(guestState, guestState, smm, smm);

  it('differs between two states in v6.1 exactly where it does in v5.17', () => {
    const old = findRules('v5.17');
    const split = findRules('v6.1');
    fc.assert(
      fc.property(pair, ([a, b, smmA, smmB]) => {
        const first = { ...a, smm: smmA };
        const second = { ...b, smm: smmB };
        const same = old.role(first) === old.role(second);
        expect(split.role(first) === split.role(second)).toBe(same);
      }),
    );
  });

  it.each(listRules())('differs on every path where it does on one, by $name', ({ role }) => {
    fc.assert(
      fc.property(pair, ([a, b, smmA, smmB]) => {
        const first = { ...a, smm: smmA };
        const second = { ...b, smm: smmB };
        const same = role(first) === role(second);
        expect(role(first, 'shadow') === role(second, 'shadow')).toBe(same);
        expect(role(first, 'npt')).toBe(role(first, 'tdp'));
      }),
    );
  });

  it('always differs between SMM and the same state outside', () => {
    fc.assert(
      fc.property(guestState, (registers) => {
        for (const name of ['v5.17', 'v6.1']) {
          const { role } = findRules(name);
          expect(role(inSmm(registers))).not.toBe(role(registers));
        }
      }),
    );
  });
});
