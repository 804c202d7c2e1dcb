/** A reset leaves in the struct what describeRole says, at the layout's offsets. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guests } from '../workload/guests.js';
import { addon, fieldNamed, layoutNamed, registry } from './support/addon.js';
import { constantPointers } from './support/facts.js';
import { guest, sequenceOf } from './support/guests.arbitrary.js';

const INVALID_PAGE = 0xffff_ffff_ffff_ffffn;

class Struct {
  readonly #layout;
  readonly #view: DataView;

  constructor(layoutName: string, states: Parameters<typeof sequenceOf>[0]) {
    const { guestStates, resets } = sequenceOf(states);
    const bytes = addon.replayBytes(layoutName, registry.baseline, guestStates, resets);
    this.#layout = layoutNamed(layoutName);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  bytes(name: string): number[] {
    const { offset, sizeBytes } = fieldNamed(this.#layout, name);
    return Array.from({ length: sizeBytes }, (_, index) => this.#view.getUint8(offset + index));
  }

  words(name: string): bigint[] {
    const { offset, sizeBytes } = fieldNamed(this.#layout, name);
    return Array.from({ length: sizeBytes / 8 }, (_, index) =>
      this.#view.getBigUint64(offset + 8 * index, true),
    );
  }
}

const littleEndian = (number: number, sizeBytes: number) =>
  Array.from({ length: sizeBytes }, (_, index) => (number >>> (8 * index)) & 0xff);

describe.each(registry.layouts)('$name', ({ name }) => {
  it('holds role, levels and metadata of the last reset', () => {
    fc.assert(
      fc.property(guest, (registers) => {
        const { cr0, cr4, efer, smm } = registers;
        const role = addon.describeRole(cr0, cr4, efer, smm ? 1 : 0);
        const struct = new Struct(name, [registers]);
        expect(struct.bytes('root_level')).toEqual([role.rootLevel]);
        expect(struct.bytes('shadow_root_level')).toEqual([role.shadowRootLevel]);
        expect(struct.bytes('direct_map')).toEqual([1]);
        expect(struct.bytes('permissions')).toEqual([...role.permissions]);
        expect(struct.bytes('pkru_mask')).toEqual(littleEndian(role.pkruMask, 4));
        expect(struct.words('guest_rsvd_check')).toEqual([...role.guestReservedBits]);
        expect(struct.words('shadow_zero_check')).toEqual([...role.shadowZeroBits]);
      }),
      { seed: 11, numRuns: 60 },
    );
  });

  it('walks the guest by 0, 4 or 8 bytes an entry, and keeps the other handlers', () => {
    const modes = ['real mode', '32-bit paging', 'PAE, NX', '64-bit, NX'] as const;
    const structs = modes.map((mode) => new Struct(name, [guests[mode]]));
    const [unpaged, twoLevel, pae, fourLevel] = structs.map((one) => one.words('gva_to_gpa')[0]);
    expect(new Set([unpaged, twoLevel, pae]).size).toBe(3);
    expect(fourLevel).toBe(pae);
    for (const pointer of constantPointers) {
      expect(new Set(structs.map((one) => one.words(pointer)[0])).size, pointer).toBe(1);
    }
  });

  it('has no roots, because the unload before the reset took them', () => {
    const states = [guests['real mode'], guests['64-bit, NX'], guests['PAE, NX']];
    const struct = new Struct(name, states);
    expect(struct.words('root_hpa')).toEqual([INVALID_PAGE]);
    expect(struct.words('root_pgd')).toEqual([0n]);
    const none = [0n, INVALID_PAGE];
    expect(struct.words('prev_roots')).toEqual([...none, ...none, ...none]);
  });

  it('keeps its root tables', () => {
    const tables = ['pae_root', 'pml4_root', 'pml5_root'];
    const struct = new Struct(name, [guests['64-bit, NX']]);
    const addresses = tables.flatMap((table) => struct.words(table));
    expect(new Set(addresses).size).toBe(3);
    for (const address of addresses) expect(address % 4096n).toBe(0n);
  });
});
