import { describe, expect, it } from 'vitest';
import type { MmuPath } from '../../src/host/native-subject.js';
import {
  everywhere,
  hasField,
  layoutNamed,
  registry,
  runnable,
  strategyNamed,
  type Where,
} from './support/addon.js';
import { bytesOf, fieldsAt, staleBytes, without, writtenBytes } from './support/bytes.js';
import {
  accessors,
  fullReset,
  minus,
  roleFields,
  sparedByConstantOnce,
  sparedByInitFlag,
} from './support/facts.js';

const places = everywhere.map((where) => ({
  where,
  layout: where.layout,
  at: `${where.layout.name}, ${where.path}, ${where.guest}`,
}));
const copying = runnable.filter(({ name }) => name.startsWith('memcpy-'));

describe('a full reset writes as many bytes as the kernel', () => {
  it.each(places)('$at', ({ where }) => {
    const { bytes } = fullReset(where);
    expect(writtenBytes(where, registry.baseline).size).toBe(bytes);
    const { totals: byFlag } = sparedByInitFlag(where);
    expect(writtenBytes(where, 'init-flag').size).toBe(bytes - byFlag.bytes);
    const { totals: once } = sparedByConstantOnce(where);
    expect(writtenBytes(where, 'constant-once').size).toBe(bytes - once.bytes);
  });

  it('down to 19 bytes, or 20 of two roles, once the constants are written at creation', () => {
    const unpaged = everywhere.filter(
      ({ path, guest }) => path !== 'shadow' && guest === 'unpaged',
    );
    for (const where of unpaged) {
      const { layout } = where;
      const written = writtenBytes(where, 'constant-once');
      expect(written.size).toBe(hasField(layout, 'root_role') ? 20 : 19);
      const levels = ['root_level', 'shadow_root_level', 'direct_map'];
      const fields = [...roleFields(layout), 'gva_to_gpa', ...levels];
      expect(fieldsAt(layout, written).sort()).toEqual(
        fields.filter((name) => hasField(layout, name)).sort(),
      );
    }
  });

  it('v6.12, unpaged, EPT: 148 of them, by 19 stores', () => {
    const where = { layout: layoutNamed('v6.12'), path: 'tdp', guest: 'unpaged' } as const;
    expect(fullReset(where)).toEqual({ stores: 19, bytes: 148 });
    expect(writtenBytes(where, registry.baseline).size).toBe(148);
  });

  it('v6.1, unpaged, EPT: 156 of them, and 108 with the patch', () => {
    const where = { layout: layoutNamed('v6.1'), path: 'tdp', guest: 'unpaged' } as const;
    expect(fullReset(where)).toEqual({ stores: 20, bytes: 156 });
    expect(writtenBytes(where, 'init-flag').size).toBe(108);
    expect(minus(fullReset(where), sparedByInitFlag(where).totals)).toEqual({
      stores: 14,
      bytes: 108,
    });
  });
});

describe('a reset that returns early writes', () => {
  const early = (where: Where, strategy: string) =>
    fieldsAt(where.layout, writtenBytes(where, strategy, 'early'));

  it('nothing with two-dimensional tables, by any strategy', () => {
    for (const { where, at } of places.filter((place) => place.where.path !== 'shadow')) {
      for (const { name } of runnable) expect(early(where, name), `${at}, ${name}`).toEqual([]);
    }
  });

  it('three whole pointers on the shadow path, but where a proposal spares them', () => {
    for (const { where, at } of places.filter((place) => place.where.path === 'shadow')) {
      expect(early(where, registry.baseline).sort(), at).toEqual([...accessors].sort());
      expect(writtenBytes(where, registry.baseline, 'early').size, at).toBe(24);
      for (const name of ['init-flag', 'constant-once', 'memcpy-mov64']) {
        expect(early(where, name), `${at}, ${name}`).toEqual([]);
      }
    }
  });
});

describe('the fields that a full reset writes', () => {
  it.each(places)('$at', ({ layout, where }) => {
    const written = fieldsAt(layout, writtenBytes(where, registry.baseline));
    const roles = ['constant', 'role-dependent', 'zero-check'];
    if (where.guest !== 'unpaged') roles.push('metadata');
    const expected = layout.fields.filter(({ role }) => roles.includes(role));
    expect(written.sort()).toEqual(expected.map(({ name }) => name).sort());
  });

  it.each(places)('$at: what init-flag leaves out are the patch’s', ({ layout, where }) => {
    const kept = writtenBytes(where, 'init-flag');
    const left = without(writtenBytes(where, registry.baseline), kept);
    expect(fieldsAt(layout, left).sort()).toEqual([...sparedByInitFlag(where).fields].sort());
  });
});

describe.each(copying)('$name', ({ name }) => {
  it('writes all that field-by-field writes', () => {
    for (const { where, at } of places) {
      const copied = writtenBytes(where, name);
      expect(without(writtenBytes(where, registry.baseline), copied), at).toEqual([]);
    }
  });

  it('writes over no metadata of an earlier mode and no PDPTRs', () => {
    for (const { layout, where, at } of places) {
      const stale = staleBytes(where);
      expect(stale.size, at).toBeGreaterThanOrEqual(32);
      const touched = [...writtenBytes(where, name)].filter((byte) => stale.has(byte));
      expect(fieldsAt(layout, touched), at).toEqual([]);
    }
  });

  it('stays within the struct', () => {
    for (const { layout, where, at } of places) {
      const written = [...writtenBytes(where, name)];
      expect(Math.max(...written), at).toBeLessThan(layout.sizeBytes);
      expect(written, at).toEqual([...written].sort((a, b) => a - b));
    }
  });
});

describe('stale bytes', () => {
  const PDPTRS = 32;
  // PAE reserves no 1-GiB pages, so that it has one large-page mask less than its levels.
  const METADATA = [16 + 4 + 88, 48, 40, 16, 0];
  /** Masks of KVM's own tables of three, four and five levels, of ten. */
  const OWN_TABLES = [40, 40, 40, 16, 0];

  it.each(registry.layouts)(
    '$name: all metadata without paging, less with every level',
    (layout) => {
      const sizes = (path: MmuPath) =>
        registry.guestModes.map((guest) => staleBytes({ layout, path, guest }).size);
      const twoDimensional = METADATA.map((bytes) => bytes + PDPTRS);
      expect(sizes('tdp')).toEqual(twoDimensional);
      expect(sizes('npt')).toEqual(twoDimensional);
      expect(sizes('shadow')).toEqual(
        twoDimensional.map((bytes, mode) => bytes + (OWN_TABLES[mode] ?? 0)),
      );
    },
  );
});

it('the control writes nothing', () => {
  for (const where of everywhere) expect(writtenBytes(where, registry.control).size).toBe(0);
  expect(strategyNamed(registry.control).caveat).toBe('writes nothing');
});

it('memcpy-constants copies the pointers with what stands between them', () => {
  for (const { layout, where, at } of places) {
    const copied = writtenBytes(where, 'memcpy-constants-mov64');
    const more = without(copied, writtenBytes(where, registry.baseline));
    // Of the shadow path's three constants none stands beyond it.
    const between = layout.fields.filter(
      ({ name }) => name === 'translate_gpa' && where.path !== 'shadow',
    );
    expect(more, at).toEqual(between.flatMap(bytesOf));
  }
});
