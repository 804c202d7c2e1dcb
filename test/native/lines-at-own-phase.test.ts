/** Where the patch's eight writes fall decides whether sparing them spares a cache line. */

import { describe, expect, it } from 'vitest';
import { layoutNamed, registry } from './support/addon.js';
import { fieldsAt, without, writtenBytes } from './support/bytes.js';

/** The spared bytes by cache line, of a reset without paging, and the lines that nothing else dirties. */
function sparedLines(name: string, phase: number) {
  const layout = layoutNamed(name);
  const lineOf = (byte: number) => Math.floor((phase + byte) / 64);
  const where = { layout, path: 'tdp', guest: 'unpaged' } as const;
  const kept = writtenBytes(where, 'init-flag');
  const spared = without(writtenBytes(where, registry.baseline), kept);
  const keptLines = new Set([...kept].map(lineOf));
  const lines = [...new Set(spared.map(lineOf))].sort((a, b) => a - b);
  return {
    fields: lines.map((line) =>
      fieldsAt(
        layout,
        spared.filter((byte) => lineOf(byte) === line),
      ),
    ),
    owned: lines.filter((line) => !keptLines.has(line)).length,
  };
}

describe('the eight constant writes, at the phase that the kernel’s kvm_vcpu gives', () => {
  it('v5.16: three lines, of which the first belongs to them alone', () => {
    expect(layoutNamed('v5.16').phase).toBe(40);
    expect(sparedLines('v5.16', 40)).toEqual({
      fields: [
        ['get_guest_pgd', 'get_pdptr', 'page_fault'],
        ['inject_page_fault', 'sync_page', 'invlpg'],
        ['shadow_root_level', 'direct_map'],
      ],
      owned: 1,
    });
  });

  it('v5.17: two lines, which other writes dirty anyway', () => {
    expect(layoutNamed('v5.17').phase).toBe(16);
    expect(sparedLines('v5.17', 16)).toEqual({
      fields: [
        ['get_guest_pgd', 'get_pdptr', 'page_fault', 'inject_page_fault', 'sync_page'],
        ['invlpg', 'shadow_root_level', 'direct_map'],
      ],
      owned: 0,
    });
  });
});

describe('the six that are left of them in v6.1', () => {
  it('are two lines, of which the first belongs to them alone again', () => {
    expect(layoutNamed('v6.1').phase).toBe(40);
    expect(sparedLines('v6.1', 40)).toEqual({
      fields: [
        ['get_guest_pgd', 'get_pdptr', 'page_fault'],
        ['inject_page_fault', 'sync_page', 'invlpg'],
      ],
      owned: 1,
    });
  });

  it('are one line at phase 0, which gva_to_gpa dirties anyway', () => {
    const { fields, owned } = sparedLines('v6.1', 0);
    expect(fields).toHaveLength(1);
    expect(owned).toBe(0);
  });
});

describe('at phase 0 both are two lines, none their own', () => {
  it.each(['v5.16', 'v5.17'])('%s', (name) => {
    const { fields, owned } = sparedLines(name, 0);
    expect(fields).toHaveLength(2);
    expect(owned).toBe(0);
  });
});

describe('the whole struct', () => {
  it.each([16, 40])('touches seven lines at phase %i', (phase) => {
    for (const name of ['v5.17', 'v6.1']) {
      expect(Math.ceil((phase + layoutNamed(name).sizeBytes) / 64), name).toBe(7);
    }
  });
});
