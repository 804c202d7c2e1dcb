/** A reset leaves in the struct what describeRole says, at the layout's offsets. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GuestRegisters } from '../../src/workload/types.js';
import { guests } from '../workload/guests.js';
import { addon, fieldNamed, hasField, layoutNamed, registry } from './support/addon.js';
import { constantPointers, roleFields } from './support/facts.js';
import { encodeStates, guest, sequenceOf } from './support/guests.arbitrary.js';
import { type Subject, subjects, titleOf } from './support/replay.js';

const INVALID_PAGE = 0xffff_ffff_ffff_ffffn;

/** root_mmu after one reset to each of these states. */
class Struct {
  readonly #layout;
  readonly #view: DataView;

  constructor(subject: Subject, states: readonly GuestRegisters[]) {
    const { root } = addon.replayBytes({
      ...subject,
      strategy: registry.baseline,
      ...sequenceOf(states),
    });
    this.#layout = layoutNamed(subject.layout);
    this.#view = new DataView(root.buffer, root.byteOffset, root.byteLength);
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

const cases = subjects.map((subject) => [titleOf(subject), subject] as const);

describe.each(cases)('%s', (_, subject) => {
  const layout = layoutNamed(subject.layout);
  const has = (name: string) => hasField(layout, name);

  const one = (...states: GuestRegisters[]) => new Struct(subject, states);

  it('holds role, levels and metadata of the last reset', () => {
    fc.assert(
      fc.property(guest, (registers) => {
        const role = addon.describeRole({ ...subject, guestStates: encodeStates([registers]) });
        const struct = one(registers);
        const ofRole = roleFields(layout).flatMap((name) => struct.bytes(name));
        const words = [role.roleBase, role.roleExt, ...(has('root_role') ? [role.rootRole] : [])];
        expect(ofRole).toEqual(words.flatMap((word) => littleEndian(word, 4)));
        expect(struct.words('guest_rsvd_check')).toEqual([...role.guestReservedBits]);
        expect(struct.words('shadow_zero_check')).toEqual([...role.shadowZeroBits]);
        if (has('root_level')) {
          const direct = subject.path !== 'shadow' || role.guest === 'unpaged';
          expect(struct.bytes('root_level')).toEqual([role.rootLevel]);
          expect(struct.bytes('shadow_root_level')).toEqual([role.shadowRootLevel]);
          expect(struct.bytes('direct_map')).toEqual([direct ? 1 : 0]);
        }
        // By the oldest rules they are computed for an unpaged guest too, which no role describes.
        if (subject.rules === 'v5.10' && role.guest === 'unpaged') return;
        expect(struct.bytes('permissions')).toEqual([...role.permissions]);
        expect(struct.bytes('pkru_mask')).toEqual(littleEndian(role.pkruMask, 4));
      }),
      { seed: 11, numRuns: 30 },
    );
  });

  it('walks the guest by 0, 4 or 8 bytes an entry, and keeps the other handlers', () => {
    const modes = ['real mode', '32-bit paging', 'PAE, NX', '64-bit, NX'] as const;
    const structs = modes.map((mode) => one(guests[mode]));
    const following = ['page_fault', 'sync_page', 'sync_spte', 'invlpg'].filter(has);
    const walks = subject.path === 'shadow' ? ['gva_to_gpa', ...following] : ['gva_to_gpa'];
    for (const pointer of walks) {
      const [unpaged, twoLevel, pae, fourLevel] = structs.map((each) => each.words(pointer)[0]);
      expect(new Set([unpaged, twoLevel, pae]).size, pointer).toBe(3);
      expect(fourLevel, pointer).toBe(pae);
    }
    for (const pointer of constantPointers(layout).filter((name) => !walks.includes(name))) {
      expect(new Set(structs.map((each) => each.words(pointer)[0])).size, pointer).toBe(1);
    }
  });

  it('has no roots, because the unload before the reset took them', () => {
    const struct = one(guests['real mode'], guests['64-bit, NX'], guests['PAE, NX']);
    const none = [0n, INVALID_PAGE];
    const root = has('root')
      ? struct.words('root')
      : [...struct.words('root_pgd'), ...struct.words('root_hpa')];
    expect(root).toEqual(none);
    expect(struct.words('prev_roots')).toEqual([...none, ...none, ...none]);
  });

  it('keeps its root tables', () => {
    const tables = ['pae_root', 'pml4_root', 'pml5_root'];
    const struct = one(guests['64-bit, NX']);
    const addresses = tables.flatMap((table) => struct.words(table));
    expect(new Set(addresses).size).toBe(3);
    for (const address of addresses) expect(address % 4096n).toBe(0n);
  });
});
