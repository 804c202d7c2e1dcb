import { describe, expect, it } from 'vitest';
import { everywhere, registry, runnable, strategyNamed } from './support/addon.js';
import { bytesOf, fieldsAt, staleBytes, without, writtenBytes } from './support/bytes.js';
import {
  constantFields,
  fullReset,
  sparedByConstantOnce,
  sparedByInitFlag,
} from './support/facts.js';

const places = everywhere.map((where) => ({
  ...where,
  at: `${where.layout.name}, ${where.guest}`,
}));
const copying = runnable.filter(({ name }) => name.startsWith('memcpy-'));

describe('a full reset writes as many bytes as the kernel', () => {
  it.each(places)('$at', ({ layout, guest }) => {
    const baseline = writtenBytes(layout, registry.baseline, guest);
    expect(baseline.size).toBe(fullReset[guest].bytes);
    expect(writtenBytes(layout, 'init-flag', guest).size).toBe(
      fullReset[guest].bytes - sparedByInitFlag.bytes,
    );
    expect(writtenBytes(layout, 'constant-once', guest).size).toBe(
      fullReset[guest].bytes - sparedByConstantOnce.bytes,
    );
  });

  it('down to 19 bytes, once the constants are written at vCPU creation', () => {
    for (const { layout, guest } of everywhere.filter((where) => where.guest === 'unpaged')) {
      const written = writtenBytes(layout, 'constant-once', guest);
      expect(written.size).toBe(19);
      expect(fieldsAt(layout, written).sort()).toEqual(
        ['mmu_role', 'gva_to_gpa', 'root_level', 'shadow_root_level', 'direct_map'].sort(),
      );
    }
  });
});

describe('the fields that a full reset writes', () => {
  it.each(places)('$at', ({ layout, guest }) => {
    const written = fieldsAt(layout, writtenBytes(layout, registry.baseline, guest));
    const roles = ['constant', 'role-dependent', 'zero-check'];
    if (guest !== 'unpaged') roles.push('metadata');
    const expected = layout.fields.filter(({ role }) => roles.includes(role));
    expect(written.sort()).toEqual(expected.map(({ name }) => name).sort());
  });

  it.each(places)('$at: what init-flag leaves out are the patch’s eight', ({ layout, guest }) => {
    const kept = writtenBytes(layout, 'init-flag', guest);
    const left = without(writtenBytes(layout, registry.baseline, guest), kept);
    expect(fieldsAt(layout, left).sort()).toEqual([...constantFields].sort());
  });
});

describe.each(copying)('$name', ({ name }) => {
  it('writes all that field-by-field writes', () => {
    for (const { layout, guest, at } of places) {
      const copied = writtenBytes(layout, name, guest);
      expect(without(writtenBytes(layout, registry.baseline, guest), copied), at).toEqual([]);
    }
  });

  it('writes over no metadata of an earlier mode and no PDPTRs', () => {
    for (const { layout, guest, at } of places) {
      const stale = staleBytes(layout, guest);
      expect(stale.size, at).toBeGreaterThanOrEqual(32);
      const touched = [...writtenBytes(layout, name, guest)].filter((byte) => stale.has(byte));
      expect(fieldsAt(layout, touched), at).toEqual([]);
    }
  });

  it('stays within the struct', () => {
    for (const { layout, guest, at } of places) {
      const written = [...writtenBytes(layout, name, guest)];
      expect(Math.max(...written), at).toBeLessThan(layout.sizeBytes);
      expect(written, at).toEqual([...written].sort((a, b) => a - b));
    }
  });
});

describe('stale bytes', () => {
  it('are all of the metadata where paging is off, and fewer with every level', () => {
    for (const layout of registry.layouts) {
      const sizes = registry.guestModes.map((guest) => staleBytes(layout, guest).size);
      // PAE reserves no 1-GiB pages, so that it has one large-page mask less than its levels.
      expect(sizes, layout.name).toEqual([16 + 4 + 88, 48, 40, 16, 0].map((bytes) => bytes + 32));
    }
  });
});

it('the control writes nothing', () => {
  for (const { layout, guest } of everywhere) {
    expect(writtenBytes(layout, registry.control, guest).size).toBe(0);
  }
  expect(strategyNamed(registry.control).caveat).toBe('writes nothing');
});

it('memcpy-constants copies the pointers with what stands between them', () => {
  for (const { layout, guest, at } of places) {
    const copied = writtenBytes(layout, 'memcpy-constants-mov64', guest);
    const more = without(copied, writtenBytes(layout, registry.baseline, guest));
    const between = layout.fields.filter((field) => field.name === 'translate_gpa');
    expect(more, at).toEqual(between.flatMap(bytesOf));
  }
});
