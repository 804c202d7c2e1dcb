/** While L2 runs, resets are of nested_mmu: root_mmu stays as L1 left it. */

import { describe, expect, it } from 'vitest';
import type { ReplayedBytes } from '../../src/host/native.js';
import type { GuestRegisters } from '../../src/workload/types.js';
import { guests } from '../workload/guests.js';
import { hasField, layoutNamed, registry, runnable } from './support/addon.js';
import { fieldsAt } from './support/bytes.js';
import { roleFields } from './support/facts.js';
import { encodeStates } from './support/guests.arbitrary.js';
import {
  bytesAfter,
  differences,
  NO_DIFFERENCES,
  type Subject,
  structDifferences,
  subjects,
  titleOf,
} from './support/replay.js';

const cases = subjects.map((subject) => [titleOf(subject), subject] as const);

const inL2 = (registers: GuestRegisters): GuestRegisters => ({ ...registers, nested: true });

/** L1, then three states of L2, the last as the first of L1 but for the guest mode. */
const STATES = encodeStates([
  guests['64-bit, NX'],
  inL2(guests['real mode']),
  inL2(guests['PAE, NX']),
  inL2(guests['64-bit, NX']),
]);
const [L1, L2_REAL, L2_PAE, L2_LONG] = [0, 1, 2, 3] as const;

function structsAfter(subject: Subject, strategy: string, ...resets: number[]): ReplayedBytes {
  const sequence = { guestStates: STATES, resets: Uint32Array.from(resets) };
  return bytesAfter(subject, strategy, sequence);
}

describe('resets of nested_mmu', () => {
  it.each(cases)('%s: leave root_mmu alone', (_, subject) => {
    for (const { name } of runnable) {
      const before = structsAfter(subject, name, L1);
      const { root } = structsAfter(subject, name, L1, L2_REAL, L2_PAE, L2_LONG);
      expect(differences(root, before.root), name).toEqual([]);
    }
  });

  it.each(cases)('%s: write the role, the walk and its metadata', (_, subject) => {
    const layout = layoutNamed(subject.layout);
    const before = structsAfter(subject, registry.baseline, L1).nested;
    const long = structsAfter(subject, registry.baseline, L1, L2_LONG).nested;
    const [role = ''] = roleFields(layout);
    const written = [role, 'gva_to_gpa', 'root_level', 'guest_rsvd_check', 'permissions'];
    expect(fieldsAt(layout, differences(long, before)).sort()).toEqual(
      written.filter((name) => hasField(layout, name)).sort(),
    );
  });

  it.each(cases)('%s: by any strategy leave the same two structs', (_, subject) => {
    const sequences = [
      [L2_REAL],
      [L1, L2_LONG, L1],
      [L2_LONG, L2_PAE, L1, L2_PAE, L2_REAL, L1, L2_REAL],
    ];
    for (const { name } of runnable.filter(({ control }) => !control)) {
      for (const resets of sequences) {
        const found = structsAfter(subject, name, ...resets);
        const expected = structsAfter(subject, registry.baseline, ...resets);
        expect(structDifferences(found, expected), `${name}: ${resets}`).toEqual(NO_DIFFERENCES);
      }
    }
  });

  it.each(cases)('%s: going back and forth leaves both structs as they were', (_, subject) => {
    for (const { name } of runnable) {
      const once = structsAfter(subject, name, L1, L2_PAE);
      const again = structsAfter(subject, name, L1, L2_PAE, L1, L2_PAE, L1);
      expect(structDifferences(again, once), name).toEqual(NO_DIFFERENCES);
    }
  });
});

describe('a reset of root_mmu', () => {
  it.each(cases)('%s: leaves nested_mmu alone', (_, subject) => {
    for (const { name } of runnable) {
      const before = structsAfter(subject, name, L2_PAE);
      const { nested } = structsAfter(subject, name, L2_PAE, L1);
      expect(differences(nested, before.nested), name).toEqual([]);
    }
  });
});
