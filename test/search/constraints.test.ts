import { beforeEach, describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { addonPath, loadAddon } from '../../src/host/addon.js';
import { builtInLayouts } from '../../src/layout/built-in.js';
import type { Layout, LayoutField } from '../../src/layout/types.js';
import { alignmentOf } from '../../src/search/alignment.js';
import { defaultGroups, groupFrom, linesOfGroup } from '../../src/search/groups.js';
import { requireWholeStruct, structAlignment } from '../../src/search/whole-struct.js';
import { structOf } from './structs.js';

const field = (changes: Partial<LayoutField>): LayoutField => ({
  ...{ name: 'x', offset: 0, sizeBytes: 8, role: 'constant', ...changes },
});

describe('an alignment', () => {
  it.each([
    ['a pointer', { offset: 24, sizeBytes: 8 }, 8],
    ['a u32 behind another', { offset: 84, sizeBytes: 4 }, 4],
    ['a u8', { offset: 89, sizeBytes: 1 }, 1],
    ['an array of three u32', { offset: 16, sizeBytes: 12 }, 4],
    ['three roots of 16 bytes', { offset: 96, sizeBytes: 48 }, 8],
    ['permissions, u8[16]: more than it needs', { offset: 144, sizeBytes: 16 }, 8],
    ['what a packed struct has at an odd place', { offset: 3, sizeBytes: 8 }, 1],
  ])('of %s', (_, place, alignment) => {
    expect(alignmentOf(field(place))).toBe(alignment);
  });

  it('is what the field says, where it says any', () => {
    expect(alignmentOf(field({ alignment: 64, offset: 128 }))).toBe(64);
    expect(alignmentOf(field({ alignment: 1 }))).toBe(1);
  });

  it('of the struct is its widest field’s, but divides its size', () => {
    const layout = structOf([{ sizeBytes: 8, role: 'root', alignment: 32 }]);
    expect(structAlignment(layout)).toBe(32);
    expect(structAlignment({ ...layout, sizeBytes: 40 })).toBe(8);
  });
});

describe('a struct of which not all is known', () => {
  const layout = structOf([
    { sizeBytes: 4, role: 'constant' },
    { sizeBytes: 8, role: 'constant' },
  ]);
  const moved = (offset: number, sizeBytes = layout.sizeBytes): Layout => ({
    ...layout,
    sizeBytes,
    fields: layout.fields.map((each) => (each.name === 'b' ? { ...each, offset } : each)),
  });

  it('is not taken apart: the bytes are named', () => {
    requireWholeStruct(layout);
    const refused = () => requireWholeStruct(moved(16, 24));
    expect(refused).toThrow(UsageError);
    expect(refused).toThrow('layout "small": 12 bytes at 4, before field "b", are no field\'s');
    expect(() => requireWholeStruct(moved(8, 24))).toThrow('8 bytes at 16, before the end,');
  });

  it('nor one that breaks its own alignment', () => {
    expect(() => requireWholeStruct(moved(4))).toThrow(
      'field "b" is at 4, which is no multiple of',
    );
  });
});

describe('a group', () => {
  const layout = structOf([
    { sizeBytes: 8, role: 'constant' },
    { sizeBytes: 72, role: 'root' },
    { sizeBytes: 8, role: 'constant' },
  ]);

  it('spans the distinct lines that hold any of its bytes, at the phase', () => {
    const ends = groupFrom('a, c', layout);
    expect(ends.fields).toEqual(['a', 'c']);
    expect(linesOfGroup(layout, ends)).toBe(2);
    expect(linesOfGroup({ ...layout, phase: 56 }, ends)).toBe(2);
    expect(linesOfGroup({ ...layout, phase: 56 }, groupFrom('a,b', layout))).toBe(3);
  });

  it('of unknown fields, or of one, is refused', () => {
    expect(() => groupFrom('a,d', layout)).toThrow('unknown field "d"');
    expect(() => groupFrom('a,a', layout)).toThrow('--group "a,a" names one field: two or more');
  });

  it('is assumed of no struct but kvm_mmu', () => expect(defaultGroups(layout)).toEqual([]));
});

describe('what KVM reads together', () => {
  beforeEach(({ skip }) => {
    skip(addonPath() === null, "the native code is missing: 'npm run install' builds it");
  });

  it.each([
    ['v5.16', ['page_fault', 'root_hpa', 'mmu_role', 'shadow_root_level', 'direct_map']],
    ['v6.18', ['page_fault', 'root', 'root_role']],
  ])('on a page fault is there in %s by its names', (name, fields) => {
    const layout = builtInLayouts(loadAddon().registry()).find((each) => each.name === name);
    const groups = layout === undefined ? [] : defaultGroups(layout);
    expect(groups).toHaveLength(3);
    expect([...(groups[0]?.fields ?? [])].sort()).toEqual([...fields].sort());
  });

  it('is found in every built-in layout', () => {
    for (const layout of builtInLayouts(loadAddon().registry())) {
      expect(defaultGroups(layout), layout.name).toHaveLength(3);
    }
  });
});
