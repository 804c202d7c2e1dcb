/** What the layout's description says: all that a reset writes is contiguous from a line's start. */

import { describe, expect, it } from 'vitest';
import type { GuestMode } from '../../src/host/native-subject.js';
import { fieldNamed, layoutNamed, registry } from './support/addon.js';
import { fieldsAt, without, writtenBytes } from './support/bytes.js';
import { fullReset } from './support/facts.js';

const layout = layoutNamed('hot-first');
const written = (guest: GuestMode, of = layout) =>
  writtenBytes({ layout: of, path: 'tdp', guest }, registry.baseline);

function span(bytes: Iterable<number>): number[] {
  const all = [...bytes];
  return Array.from({ length: Math.max(...all) + 1 }, (_, byte) => byte);
}

const lines = (bytes: Iterable<number>) =>
  new Set([...bytes].map((byte) => Math.floor((layout.phase + byte) / 64))).size;

describe('hot-first', () => {
  it('begins a cache line', () => {
    expect(layout.phase).toBe(0);
    expect(layout.rootMmuOffset % 64).toBe(0);
  });

  it('has the fields and the size of v5.17', () => {
    const names = (of: typeof layout) => of.fields.map(({ name }) => name).sort();
    const v517 = layoutNamed('v5.17');
    expect(names(layout)).toEqual(names(v517));
    expect(layout.sizeBytes).toBe(v517.sizeBytes);
  });

  it.each(['unpaged', 'five-level'] as const)('%s: written without a gap from byte 0', (guest) => {
    const bytes = written(guest);
    const gap = without(span(bytes), bytes);
    // Padding, and the one byte that stands in it.
    expect(fieldsAt(layout, gap)).toEqual(['ept_ad']);
    const padding = guest === 'unpaged' ? 4 : 4 + 4;
    expect(gap).toHaveLength(fieldNamed(layout, 'ept_ad').sizeBytes + padding);
  });

  it('dirties as few lines as so many bytes can', () => {
    for (const guest of ['unpaged', 'five-level'] as const) {
      const { bytes } = fullReset({ layout, path: 'tdp', guest });
      expect(lines(written(guest)), guest).toBe(Math.ceil(bytes / 64));
    }
  });

  it.each(registry.guestModes)('%s: never more lines than v5.17 at phase 0', (guest) => {
    const there = written(guest, layoutNamed('v5.17'));
    expect(lines(written(guest))).toBeLessThanOrEqual(lines(there));
  });

  it('role-dependent before constant before metadata before what a reset leaves alone', () => {
    // The two constant bytes share the last role-dependent word.
    const rank = ({ role, sizeBytes }: (typeof layout.fields)[number]) => {
      if (role === 'role-dependent' || sizeBytes === 1) return 0;
      if (role === 'constant' || role === 'zero-check') return 1;
      return role === 'metadata' ? 2 : 3;
    };
    const ranks = [...layout.fields].sort((a, b) => a.offset - b.offset).map(rank);
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
  });
});
