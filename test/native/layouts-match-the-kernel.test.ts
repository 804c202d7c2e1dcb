import { describe, expect, it } from 'vitest';
import type { NativeField } from '../../src/host/native.js';
import { layoutNamed, registry } from './support/addon.js';
import { bytesOf, fieldsAt } from './support/bytes.js';

/** As read with pahole from kernels that were compiled: name, offset, size. */
const KERNELS: Readonly<Record<string, readonly [string, number, number][]>> = {
  'v5.16': [
    ['get_guest_pgd', 0, 8],
    ['get_pdptr', 8, 8],
    ['page_fault', 16, 8],
    ['inject_page_fault', 24, 8],
    ['gva_to_gpa', 32, 8],
    ['translate_gpa', 40, 8],
    ['sync_page', 48, 8],
    ['invlpg', 56, 8],
    ['root_hpa', 64, 8],
    ['root_pgd', 72, 8],
    ['mmu_role', 80, 8],
    ['root_level', 88, 1],
    ['shadow_root_level', 89, 1],
    ['ept_ad', 90, 1],
    ['direct_map', 91, 1],
    ['prev_roots', 96, 48],
    ['permissions', 144, 16],
    ['pkru_mask', 160, 4],
    ['pae_root', 168, 8],
    ['pml4_root', 176, 8],
    ['pml5_root', 184, 8],
    ['shadow_zero_check', 192, 88],
    ['guest_rsvd_check', 280, 88],
    ['pdptrs', 368, 32],
  ],
  'v5.17': [
    ['get_guest_pgd', 0, 8],
    ['get_pdptr', 8, 8],
    ['page_fault', 16, 8],
    ['inject_page_fault', 24, 8],
    ['gva_to_gpa', 32, 8],
    ['sync_page', 40, 8],
    ['invlpg', 48, 8],
    ['root_hpa', 56, 8],
    ['root_pgd', 64, 8],
    ['mmu_role', 72, 8],
    ['root_level', 80, 1],
    ['shadow_root_level', 81, 1],
    ['ept_ad', 82, 1],
    ['direct_map', 83, 1],
    ['prev_roots', 88, 48],
    ['permissions', 136, 16],
    ['pkru_mask', 152, 4],
    ['pae_root', 160, 8],
    ['pml4_root', 168, 8],
    ['pml5_root', 176, 8],
    ['shadow_zero_check', 184, 88],
    ['guest_rsvd_check', 272, 88],
    ['pdptrs', 360, 32],
  ],
  'v5.18': [
    ['get_guest_pgd', 0, 8],
    ['get_pdptr', 8, 8],
    ['page_fault', 16, 8],
    ['inject_page_fault', 24, 8],
    ['gva_to_gpa', 32, 8],
    ['sync_page', 40, 8],
    ['invlpg', 48, 8],
    ['root', 56, 16],
    ['mmu_role', 72, 8],
    ['root_level', 80, 1],
    ['shadow_root_level', 81, 1],
    ['ept_ad', 82, 1],
    ['direct_map', 83, 1],
    ['prev_roots', 88, 48],
    ['permissions', 136, 16],
    ['pkru_mask', 152, 4],
    ['pae_root', 160, 8],
    ['pml4_root', 168, 8],
    ['pml5_root', 176, 8],
    ['shadow_zero_check', 184, 88],
    ['guest_rsvd_check', 272, 88],
    ['pdptrs', 360, 32],
  ],
  'v5.19': [
    ['get_guest_pgd', 0, 8],
    ['get_pdptr', 8, 8],
    ['page_fault', 16, 8],
    ['inject_page_fault', 24, 8],
    ['gva_to_gpa', 32, 8],
    ['sync_page', 40, 8],
    ['invlpg', 48, 8],
    ['root', 56, 16],
    ['cpu_role', 72, 8],
    ['root_role', 80, 4],
    ['pkru_mask', 84, 4],
    ['prev_roots', 88, 48],
    ['permissions', 136, 16],
    ['pae_root', 152, 8],
    ['pml4_root', 160, 8],
    ['pml5_root', 168, 8],
    ['shadow_zero_check', 176, 88],
    ['guest_rsvd_check', 264, 88],
    ['pdptrs', 352, 32],
  ],
  'v6.1': [
    ['get_guest_pgd', 0, 8],
    ['get_pdptr', 8, 8],
    ['page_fault', 16, 8],
    ['inject_page_fault', 24, 8],
    ['gva_to_gpa', 32, 8],
    ['sync_page', 40, 8],
    ['invlpg', 48, 8],
    ['root', 56, 16],
    ['cpu_role', 72, 8],
    ['root_role', 80, 4],
    ['pkru_mask', 84, 4],
    ['prev_roots', 88, 48],
    ['permissions', 136, 16],
    ['pae_root', 152, 8],
    ['pml4_root', 160, 8],
    ['pml5_root', 168, 8],
    ['shadow_zero_check', 176, 88],
    ['guest_rsvd_check', 264, 88],
    ['pdptrs', 352, 32],
  ],
  'v6.12': [
    ['get_guest_pgd', 0, 8],
    ['get_pdptr', 8, 8],
    ['page_fault', 16, 8],
    ['inject_page_fault', 24, 8],
    ['gva_to_gpa', 32, 8],
    ['sync_spte', 40, 8],
    ['root', 48, 16],
    ['cpu_role', 64, 8],
    ['root_role', 72, 4],
    ['pkru_mask', 76, 4],
    ['prev_roots', 80, 48],
    ['permissions', 128, 16],
    ['pae_root', 144, 8],
    ['pml4_root', 152, 8],
    ['pml5_root', 160, 8],
    ['shadow_zero_check', 168, 88],
    ['guest_rsvd_check', 256, 88],
    ['pdptrs', 344, 32],
  ],
  'v6.18': [
    ['get_guest_pgd', 0, 8],
    ['get_pdptr', 8, 8],
    ['page_fault', 16, 8],
    ['inject_page_fault', 24, 8],
    ['gva_to_gpa', 32, 8],
    ['sync_spte', 40, 8],
    ['root', 48, 16],
    ['mirror_root_hpa', 64, 8],
    ['cpu_role', 72, 8],
    ['root_role', 80, 4],
    ['pkru_mask', 84, 4],
    ['prev_roots', 88, 48],
    ['permissions', 136, 16],
    ['pae_root', 152, 8],
    ['pml4_root', 160, 8],
    ['pml5_root', 168, 8],
    ['shadow_zero_check', 176, 88],
    ['guest_rsvd_check', 264, 88],
    ['pdptrs', 352, 32],
  ],
};

/** sizeof(struct kvm_mmu), root_mmu's place in kvm_vcpu, sizeof(struct kvm_vcpu). */
const PLACES = [
  ['v5.16', { sizeBytes: 400, phase: 40, rootMmuOffset: 680, vcpuBytes: 8520 }],
  ['v5.17', { sizeBytes: 392, phase: 16, rootMmuOffset: 656, vcpuBytes: 8528 }],
  ['v5.18', { sizeBytes: 392, phase: 16, rootMmuOffset: 656, vcpuBytes: 8528 }],
  ['v5.19', { sizeBytes: 384, phase: 16, rootMmuOffset: 656, vcpuBytes: 8832 }],
  ['v6.1', { sizeBytes: 384, phase: 40, rootMmuOffset: 680, vcpuBytes: 6552 }],
  ['v6.12', { sizeBytes: 376, phase: 40, rootMmuOffset: 680, vcpuBytes: 6480 }],
  ['v6.18', { sizeBytes: 384, phase: 40, rootMmuOffset: 680, vcpuBytes: 5952 }],
] as const;

describe('struct kvm_mmu as pahole shows it', () => {
  it.each(Object.entries(KERNELS))('%s: every field', (name, expected) => {
    const fields = layoutNamed(name).fields.map((field) => {
      return [field.name, field.offset, field.sizeBytes];
    });
    expect(fields).toEqual(expected);
  });

  it.each(PLACES)('%s: size, and place in kvm_vcpu', (name, expected) => {
    expect(layoutNamed(name)).toMatchObject(expected);
  });

  it('v5.16: line 0 holds eight pointers and nothing else', () => {
    const line = Array.from({ length: 64 }, (_, byte) => byte);
    expect(fieldsAt(layoutNamed('v5.16'), line)).toEqual([
      'get_guest_pgd',
      'get_pdptr',
      'page_fault',
      'inject_page_fault',
      'gva_to_gpa',
      'translate_gpa',
      'sync_page',
      'invlpg',
    ]);
  });
});

describe('who writes a field', () => {
  const ROLES: Readonly<Record<NativeField['role'], readonly string[]>> = {
    constant: [
      ...['get_guest_pgd', 'get_pdptr', 'page_fault', 'inject_page_fault'],
      ...['sync_page', 'sync_spte', 'invlpg', 'shadow_root_level', 'direct_map'],
    ],
    'role-dependent': ['mmu_role', 'cpu_role', 'root_role', 'gva_to_gpa', 'root_level'],
    metadata: ['permissions', 'pkru_mask', 'guest_rsvd_check'],
    'zero-check': ['shadow_zero_check'],
    root: ['root', 'root_hpa', 'root_pgd', 'prev_roots'],
    untouched: [
      ...['translate_gpa', 'mirror_root_hpa', 'ept_ad', 'pae_root', 'pml4_root', 'pml5_root'],
      'pdptrs',
    ],
  };

  it.each(registry.layouts)('$name', ({ fields }) => {
    for (const { name, role } of fields) expect(ROLES[role], name).toContain(name);
  });
});

describe('no layout contradicts itself', () => {
  it.each(registry.layouts)('$name', ({ fields, sizeBytes, phase, ...block }) => {
    const bytes = fields.flatMap(bytesOf);
    expect(new Set(bytes).size, 'bytes of overlapping fields').toBe(bytes.length);
    expect(Math.min(...bytes)).toBe(0);
    expect(Math.max(...bytes)).toBeLessThan(sizeBytes);
    expect(new Set(fields.map(({ name }) => name)).size, 'names').toBe(fields.length);
    expect(block.rootMmuOffset % 64).toBe(phase);
    expect(block.rootMmuOffset + sizeBytes).toBeLessThanOrEqual(block.vcpuBytes);
  });

  it.each(registry.layouts)(
    '$name: words are aligned as the compiler aligns them',
    ({ fields }) => {
      for (const { name, offset, sizeBytes } of fields) {
        const alignment = name === 'permissions' ? 1 : Math.min(8, sizeBytes);
        expect(offset % alignment, name).toBe(0);
      }
    },
  );
});
