import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CR0, CR4 } from '../../src/workload/registers.js';
import { tdpRoleV61, tdpRoleV517 } from '../../src/workload/role.js';
import { findRules } from '../../src/workload/rules.js';
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
