/** That the comparison of bytes would notice what is wrong, and that what is known is said. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CR4 } from '../../src/workload/registers.js';
import { guests, state } from '../workload/guests.js';
import { addon, fieldNamed, layoutNamed, registry, strategyNamed } from './support/addon.js';
import { bytesOf, fieldsAt, staleBytes } from './support/bytes.js';
import { sequence } from './support/guests.arbitrary.js';
import { bytesAfter, differences } from './support/replay.js';

const REAL_MODE = guests['real mode'];
const PAE = guests['PAE, NX'];
const FOUR_LEVEL = guests['64-bit, NX'];
const FIVE_LEVEL = state(FOUR_LEVEL.cr0, FOUR_LEVEL.cr4 | CR4.LA57, FOUR_LEVEL.efer);
const everyLayout = registry.layouts.map(({ name }) => name);

describe('a strategy that writes nothing', () => {
  it.each(everyLayout)('%s: is found out by one reset to another role', (layout) => {
    const states = [FOUR_LEVEL];
    const left = bytesAfter(layout, registry.control, states);
    const expected = bytesAfter(layout, registry.baseline, states);
    expect(fieldsAt(layoutNamed(layout), differences(left, expected))).toEqual(
      expect.arrayContaining(['mmu_role', 'gva_to_gpa', 'root_level', 'guest_rsvd_check']),
    );
  });

  it('is found out by nearly every random sequence', () => {
    const samples = fc.sample(sequence({ states: 8, resets: 40 }), { seed: 1, numRuns: 100 });
    const noticed = samples.filter((resets) => {
      const left = bytesAfter('v5.17', registry.control, resets);
      return differences(left, bytesAfter('v5.17', registry.baseline, resets)).length > 0;
    });
    // The others end in the state that a vCPU is created in.
    expect(noticed.length).toBeGreaterThan(80);
  });
});

describe('a template of the whole struct', () => {
  // What a memcpy over all bytes would leave: the state as if nothing had come before it.
  it.each(everyLayout)('%s: would lose the metadata of the mode before', (name) => {
    const layout = layoutNamed(name);
    const template = bytesAfter(name, registry.baseline, [REAL_MODE]);
    const kept = bytesAfter(name, registry.baseline, [FOUR_LEVEL, REAL_MODE]);
    const lost = differences(kept, template);
    expect(fieldsAt(layout, lost)).toEqual(expect.arrayContaining(['guest_rsvd_check']));
    const stale = staleBytes(layout, 'unpaged');
    expect(lost.every((byte) => stale.has(byte))).toBe(true);
  });

  it.each(everyLayout)('%s: and the fifth level’s masks, by way of PAE', (name) => {
    const template = bytesAfter(name, registry.baseline, [PAE]);
    const kept = bytesAfter(name, registry.baseline, [FIVE_LEVEL, PAE]);
    const { offset } = fieldNamed(layoutNamed(name), 'guest_rsvd_check');
    // [0][3], [0][4], [1][2], [1][3], [1][4] of [large page][level - 1].
    const masks = new Set(differences(kept, template).map((byte) => (byte - offset) >> 3));
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

  it('leaves the same bytes here only because no guest changes its MAXPHYADDR', () => {
    fc.assert(
      fc.property(sequence({ states: 8, resets: 40 }), (resets) => {
        for (const layout of everyLayout) {
          const left = bytesAfter(layout, 'init-flag', resets);
          expect(differences(left, bytesAfter(layout, registry.baseline, resets))).toEqual([]);
        }
      }),
      { seed: 8, numRuns: 40 },
    );
  });

  it('does not write shadow_root_level, where the hazard is', () => {
    for (const layout of registry.layouts) {
      const { writtenBytes } = addon.probeWrites(layout.name, 'init-flag', 'four-level');
      const [byte] = bytesOf(fieldNamed(layout, 'shadow_root_level'));
      expect([...writtenBytes]).not.toContain(byte);
    }
  });
});
