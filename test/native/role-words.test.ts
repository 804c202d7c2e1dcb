import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MmuPath, SubjectRequest } from '../../src/host/native-subject.js';
import { CR0, CR4, EFER } from '../../src/workload/registers.js';
import {
  cpuRoleV61,
  type MmuRole,
  nestedRoleV517,
  type SplitRole,
  shadowRoleV61,
  shadowRoleV517,
  tdpRoleV61,
  tdpRoleV517,
} from '../../src/workload/role.js';
import type { GuestRegisters } from '../../src/workload/types.js';
import { guests, state } from '../workload/guests.js';
import { addon, fieldNamed, layoutNamed, PATHS } from './support/addon.js';
import { encodeStates } from './support/guests.arbitrary.js';
import { bytesAfter } from './support/replay.js';

const hex = (word: number) => word.toString(16).padStart(8, '0');
const inSmm = (registers: GuestRegisters) => ({ ...registers, smm: true });

function describeRole(registers: GuestRegisters, subject: Partial<SubjectRequest> = {}) {
  const guestStates = encodeStates([registers]);
  return addon.describeRole({ layout: 'v5.17', ...subject, guestStates });
}

/** The stored role word, of a vCPU whose last reset was to this state. */
function storedRole(layout: string, registers: GuestRegisters): string {
  const { root } = bytesAfter({ layout }, 'field-by-field', [registers]);
  const view = new DataView(root.buffer, root.byteOffset, root.byteLength);
  const { offset } = fieldNamed(layoutNamed(layout), 'mmu_role');
  return `${hex(view.getUint32(offset, true))} ${hex(view.getUint32(offset + 4, true))}`;
}

/** Four-level tables of the host, accessed and dirty bits on: base and extended word. */
const WORDS: [string, GuestRegisters, string, string][] = [
  ['real mode', guests['real mode'], '00000784', '00000001'],
  ['32-bit, unpaged', guests['32-bit, no paging, WP'], '00000784', '00000001'],
  ['real mode in SMM', inSmm(guests['real mode']), '01000784', '00000001'],
  ['PAE, WP, NX, PSE', guests['PAE, NX'], '00003784', '0000001d'],
  ['64-bit, WP, NX, PSE, SMEP, SMAP', guests['64-bit, NX'], '00003784', '000002dd'],
  ['the same in SMM', inSmm(guests['64-bit, NX']), '01003784', '000002dd'],
];

describe('role words', () => {
  it.each(WORDS)('%s', (_, registers, base, ext) => {
    const role = describeRole(registers);
    expect([hex(role.roleBase), hex(role.roleExt)]).toEqual([base, ext]);
  });

  it.each(WORDS)('%s: stored by a reset of v5.17', (_, registers, base, ext) => {
    expect(storedRole('v5.17', registers)).toBe(`${base} ${ext}`);
  });

  it.each(WORDS)('%s: in v5.16 bit 4 says that entries have 8 bytes', (_, registers, base, ext) => {
    const with8Bytes = hex(Number.parseInt(base, 16) + 0x10);
    expect(storedRole('v5.16', registers)).toBe(`${with8Bytes} ${ext}`);
  });
});

describe('levels and paging mode', () => {
  const PAGED = (CR0.PG | CR0.PE) >>> 0;
  const LONG = EFER.LME | EFER.LMA;

  it.each([
    ['unpaged', 0, state(CR0.PE, CR4.PAE | CR4.LA57, EFER.LME)],
    ['two-level', 2, state(PAGED, CR4.LA57)],
    ['pae', 3, state(PAGED, CR4.PAE | CR4.LA57)],
    ['four-level', 4, state(PAGED, CR4.PAE, LONG)],
    ['five-level', 5, state(PAGED, CR4.PAE | CR4.LA57, LONG)],
  ])('%s: level %i of the guest, four of the host', (guest, rootLevel, registers) => {
    expect(describeRole(registers)).toMatchObject({ guest, rootLevel, shadowRootLevel: 4 });
  });
});

describe('agrees with the model that expands the workloads', () => {
  const word = fc.integer({ min: 0, max: 0xffff_ffff });
  /** Bits that matter more often than one random word in two to the power of them. */
  const bitsOf = (bits: Readonly<Record<string, number>>) =>
    fc
      .tuple(fc.subarray(Object.values(bits)), word)
      .map(([chosen, noise]) => chosen.reduce((all, bit) => all | bit, noise) >>> 0);
  const anything = fc.record({
    cr0: fc.oneof(word, bitsOf(CR0)),
    cr4: fc.oneof(word, bitsOf(CR4)),
    efer: fc.oneof(word, bitsOf(EFER)),
    smm: fc.boolean(),
  });

  interface Words {
    base: number;
    ext: number;
    rootBase: number;
  }
  const one = ({ base, ext }: MmuRole): Words => ({ base, ext, rootBase: 0 });
  const split = ({ cpu, rootBase }: SplitRole): Words => ({ ...cpu, rootBase });

  const MODELS: [string, MmuPath, (of: GuestRegisters) => Words][] = [
    ['v5.17', 'tdp', (of) => one(tdpRoleV517(of))],
    ['v5.17', 'npt', (of) => one(tdpRoleV517(of))],
    ['v5.17', 'shadow', (of) => one(shadowRoleV517(of))],
    ['v6.1', 'tdp', (of) => split(tdpRoleV61(of))],
    ['v6.1', 'npt', (of) => split(tdpRoleV61(of))],
    ['v6.1', 'shadow', (of) => split(shadowRoleV61(of))],
  ];

  function expectAgreement(
    subject: Pick<SubjectRequest, 'layout' | 'path'>,
    model: (of: GuestRegisters) => Words,
    nested: boolean,
  ): void {
    fc.assert(
      fc.property(anything, (registers) => {
        const state = { ...registers, nested };
        const { roleBase, roleExt, rootRole } = describeRole(state, subject);
        const found = { base: roleBase, ext: roleExt, rootBase: rootRole };
        expect(found).toEqual(model(state));
      }),
      { seed: 3, numRuns: 2000 },
    );
  }

  it.each(MODELS)('%s, %s: whatever stands in the registers', (layout, path, model) => {
    expectAgreement({ layout, path }, model, false);
  });

  it('and of L2, on every path', () => {
    for (const path of PATHS) {
      expectAgreement({ layout: 'v5.17', path }, (of) => one(nestedRoleV517(of)), true);
      expectAgreement({ layout: 'v6.1', path }, (of) => one(cpuRoleV61(of)), true);
    }
  });
});
