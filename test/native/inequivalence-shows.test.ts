/** That the comparison of bytes would notice what is wrong, and that what is known is said. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CR4 } from '../../src/workload/registers.js';
import type { GuestRegisters } from '../../src/workload/types.js';
import { guests, state } from '../workload/guests.js';
import { fieldNamed, hasField, layoutNamed, registry, strategyNamed } from './support/addon.js';
import { bytesOf, fieldsAt, staleBytes, writtenBytes } from './support/bytes.js';
import { roleFields } from './support/facts.js';
import { shortSequence } from './support/guests.arbitrary.js';
import {
  bytesAfter,
  differences,
  NO_DIFFERENCES,
  structDifferences,
  subjects,
  titleOf,
} from './support/replay.js';

const REAL_MODE = guests['real mode'];
const PAE = guests['PAE, NX'];
const FOUR_LEVEL = guests['64-bit, NX'];
const FIVE_LEVEL = state(FOUR_LEVEL.cr0, FOUR_LEVEL.cr4 | CR4.LA57, FOUR_LEVEL.efer);

const cases = subjects.map((subject) => [titleOf(subject), subject] as const);

describe('a strategy that writes nothing', () => {
  it.each(cases)('%s: is found out by one reset to another role', (_, subject) => {
    const states = [FOUR_LEVEL];
    const left = bytesAfter(subject, registry.control, states);
    const expected = bytesAfter(subject, registry.baseline, states);
    const layout = layoutNamed(subject.layout);
    const fields = fieldsAt(layout, differences(left.root, expected.root));
    const [role = ''] = roleFields(layout);
    const levels = ['root_level'].filter((name) => hasField(layout, name));
    expect(fields).toEqual(
      expect.arrayContaining([role, 'gva_to_gpa', 'guest_rsvd_check', ...levels]),
    );
  });

  it.each(cases)('%s: is found out by nearly every random sequence', (_, subject) => {
    const samples = fc.sample(shortSequence, { seed: 1, numRuns: 50 });
    const noticed = samples.filter((resets) => {
      const left = bytesAfter(subject, registry.control, resets);
      const { root, nested } = structDifferences(
        left,
        bytesAfter(subject, registry.baseline, resets),
      );
      return root.length + nested.length > 0;
    });
    // The others end in the state that a vCPU is created in.
    expect(noticed.length).toBeGreaterThan(40);
  });
});

describe('a template of the whole struct', () => {
  // What a memcpy over all bytes would leave: the state as if nothing had come before it.
  const lostBytes = (layout: string, before: GuestRegisters, last: GuestRegisters) => {
    const template = bytesAfter({ layout }, registry.baseline, [last]);
    const kept = bytesAfter({ layout }, registry.baseline, [before, last]);
    return differences(kept.root, template.root);
  };

  it.each(registry.layouts)('$name: would lose the metadata of the mode before', (layout) => {
    const lost = lostBytes(layout.name, FOUR_LEVEL, REAL_MODE);
    expect(fieldsAt(layout, lost)).toEqual(expect.arrayContaining(['guest_rsvd_check']));
    const stale = staleBytes({ layout, path: 'tdp', guest: 'unpaged' });
    expect(lost.every((byte) => stale.has(byte))).toBe(true);
  });

  it.each(registry.layouts)('$name: and the fifth level’s masks, by way of PAE', (layout) => {
    const lost = lostBytes(layout.name, FIVE_LEVEL, PAE);
    const { offset } = fieldNamed(layout, 'guest_rsvd_check');
    // [0][3], [0][4], [1][2], [1][3], [1][4] of [large page][level - 1].
    const masks = new Set(lost.map((byte) => (byte - offset) >> 3));
    expect([...masks].sort((a, b) => a - b)).toEqual([3, 4, 7, 8, 9]);
  });
});

describe('init-flag', () => {
  it('is said not to be equivalent, and why', () => {
    expect(strategyNamed('init-flag')).toMatchObject({
      equivalent: false,
      caveat: expect.stringMatching(/shadow_root_level.*MAXPHYADDR/),
    });
  });

  it.each(cases)(
    '%s: leaves the same bytes here only because no guest changes its MAXPHYADDR',
    (_, subject) => {
      fc.assert(
        fc.property(shortSequence, (resets) => {
          const left = bytesAfter(subject, 'init-flag', resets);
          const expected = bytesAfter(subject, registry.baseline, resets);
          expect(structDifferences(left, expected)).toEqual(NO_DIFFERENCES);
        }),
        { seed: 8, numRuns: 20 },
      );
    },
  );

  it.each(registry.layouts.filter((layout) => hasField(layout, 'shadow_root_level')))(
    '$name: does not write shadow_root_level, where the hazard is',
    (layout) => {
      const written = writtenBytes({ layout, path: 'tdp', guest: 'four-level' }, 'init-flag');
      const [byte = -1] = bytesOf(fieldNamed(layout, 'shadow_root_level'));
      expect(written).not.toContain(byte);
    },
  );
});
