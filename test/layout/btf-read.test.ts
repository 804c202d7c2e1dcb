import { mkdirSync, writeFileSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addonPath, loadAddon } from '../../src/host/addon.js';
import { NoBtfError } from '../../src/layout/btf/btf-error.js';
import { type BtfRequest, readLayoutFromBtf } from '../../src/layout/btf.js';
import { kvmRoleOf, type RoleOf } from '../../src/layout/kvm-roles.js';
import { temporaryFolder } from '../cli/temporary-folder.js';
import { BtfBuilder } from './btf-builder.js';
import { addBaseTypes, kernelAndModule, kvmBtf, ROOT_MMU_OFFSET } from './btf-samples.js';
import { elfFile } from './elf-builder.js';

const folder = temporaryFolder();
const noRoles: RoleOf = () => null;

function write(name: string, content: Buffer): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

const read = (request: Omit<BtfRequest, 'roleOf'>) =>
  readLayoutFromBtf({ roleOf: noRoles, ...request });

const ORDERS = [
  { order: 'little', littleEndian: true },
  { order: 'big', littleEndian: false },
];

describe.each(ORDERS)('BTF of $order endian', ({ order, littleEndian }) => {
  it("has KVM's struct with all its fields, and where it is in a vCPU", () => {
    const { layout, notes } = read({
      file: write(`${order}.btf`, kvmBtf({ littleEndian }).build()),
    });
    const { fields, blocks, ...rest } = layout;
    expect(rest).toEqual({
      ...{ name: `${order}.btf`, sizeBytes: 384, phase: 40, rootMmuOffset: ROOT_MMU_OFFSET },
      ...{ origin: { kind: 'btf', file: join(folder, `${order}.btf`), struct: 'kvm_mmu' } },
      kernel: null,
    });
    const places = fields.map(({ name, offset, sizeBytes, alignment }) => [
      ...[name, offset, sizeBytes, alignment],
    ]);
    expect(places.slice(5, 12)).toEqual([
      ['sync_spte', 40, 8, 8],
      ['root.pgd', 48, 8, 8],
      ['root.hpa', 56, 8, 8],
      ['mirror_root_hpa', 64, 8, 8],
      ['cpu_role.as_u64', 72, 8, 8],
      ['root_role.word', 80, 4, 4],
      ['pkru_mask', 84, 4, 4],
    ]);
    expect(places).toContainEqual(['prev_roots', 88, 48, 8]);
    expect(blocks?.map(({ name }) => name)).toEqual([
      ...['root', 'shadow_zero_check', 'guest_rsvd_check'],
    ]);
    expect(places).toContainEqual(['shadow_zero_check.rsvd_bits_mask', 176, 80, 8]);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(/^no built-in layout has "get_guest_pgd", .* and \d+ more: taken as/);
  });

  it.each([32, 64] as const)('is found in ELF files of %i bits, packed or not', (bits) => {
    const btf = kvmBtf({ littleEndian }).build();
    for (const isCompressed of [false, true]) {
      const sections = [
        { name: '.text', content: Buffer.alloc(100) },
        { name: '.BTF', content: btf, isCompressed },
      ];
      const file = write('vmlinux', elfFile(sections, { bits, littleEndian }));
      expect(read({ file }).layout).toMatchObject({ sizeBytes: 384, phase: 40, name: 'vmlinux' });
    }
  });

  it('of a module is read with what it builds on', () => {
    const { kernel, module } = kernelAndModule(littleEndian);
    const base = write('vmlinux.btf', kernel.build());
    const file = write(
      'kvm.ko',
      elfFile([{ name: '.BTF', content: module.build() }], { bits: 64, littleEndian }),
    );
    expect(read({ file, base }).layout).toMatchObject({ sizeBytes: 384, rootMmuOffset: 680 });
  });

  it('of a module compiled elsewhere brings its base along', () => {
    const { kernel, module } = kernelAndModule(littleEndian);
    const sections = [
      { name: '.BTF', content: module.build() },
      { name: '.BTF.base', content: kernel.build() },
    ];
    const file = write('other.ko', elfFile(sections, { bits: 64, littleEndian }));
    expect(read({ file }).layout).toMatchObject({ sizeBytes: 384, rootMmuOffset: 680 });
  });

  it('with types of kinds that did not exist is read if it tells how long they are', () => {
    const known = Array.from({ length: 20 }, (): [number, number] => [0, 0]);
    const kindLengths = [...known, [4, 0], [0, 8]] as [number, number][];
    const make = (lengths?: [number, number][]) => {
      const btf = new BtfBuilder({ littleEndian, ...(lengths && { kindLengths: lengths }) });
      btf.record(20, 'future', 8, [1]);
      btf.record(21, '', 0, [1, 2, 3, 4], { elements: 2 });
      const { int } = addBaseTypes(btf);
      btf.struct('pair', 8, [
        { name: 'one', type: int, bits: 0 },
        { name: 'other', type: int, bits: 32 },
      ]);
      return btf.build();
    };
    const { layout } = read({ file: write('new.btf', make(kindLengths)), struct: 'pair' });
    expect(layout.fields.map(({ name }) => name)).toEqual(['one', 'other']);
    expect(() => read({ file: write('old.btf', make()), struct: 'pair' })).toThrow(
      'byte 28 of its BTF: type 1 of the unknown kind 20, expected a kind from 1 to 19',
    );
  });
});

describe('roles', () => {
  it("are the built-in layouts' for KVM's struct, whose members then are whole", ({ skip }) => {
    skip(addonPath() === null, "the addon is missing: 'npm run install' builds it");
    const registry = loadAddon().registry();
    const file = write('roles.btf', kvmBtf().build());
    const { layout, notes } = readLayoutFromBtf({ file, roleOf: kvmRoleOf(registry) });
    const builtIn = registry.layouts.find(({ name }) => name === 'v6.18');
    const shape = (
      fields: readonly { name: string; offset: number; sizeBytes: number; role: string }[],
    ) => fields.map(({ name, offset, sizeBytes, role }) => ({ name, offset, sizeBytes, role }));
    expect(shape(layout.fields)).toEqual(shape(builtIn?.fields ?? []));
    expect(layout.phase).toBe(builtIn?.phase);
    expect(notes).toEqual([]);
  });

  it('of fields that no built-in layout has are untouched, which is said', () => {
    const roleOf: RoleOf = (name) => (name.startsWith('mirror') ? null : 'root');
    const file = write('roles.btf', kvmBtf().build());
    const { layout, notes } = readLayoutFromBtf({ file, roleOf });
    expect(layout.fields.find(({ name }) => name === 'mirror_root_hpa')?.role).toBe('untouched');
    expect(notes).toEqual([
      'no built-in layout has "mirror_root_hpa": taken as untouched by a reset',
    ]);
  });
});

describe('where a struct is', () => {
  const file = () => write('place.btf', kvmBtf().build());

  it('follows from what contains it', () => {
    const request = { file: file(), struct: 'rsvd_bits_validate' };
    const { layout } = read({ ...request, container: 'kvm_mmu.shadow_zero_check' });
    expect(layout).toMatchObject({ name: 'rsvd_bits_validate', phase: 48, rootMmuOffset: null });
    const arch = read({ file: file(), struct: 'kvm_vcpu_arch', container: 'kvm_vcpu.arch' });
    expect(arch.layout).toMatchObject({ phase: 304 % 64, rootMmuOffset: null });
  });

  it('may be in the second line', () => {
    const btf = new BtfBuilder();
    const { int } = addBaseTypes(btf);
    const inner = btf.struct('inner', 4, [{ name: 'x', type: int, bits: 0 }]);
    btf.struct('outer', 128, [{ name: 'in', type: inner, bits: 8 * 100 }]);
    const second = write('second.btf', btf.build());
    expect(read({ file: second, struct: 'inner', container: 'outer.in' }).layout.phase).toBe(36);
  });

  it('is a line of its own where nothing is said', () => {
    expect(read({ file: file(), struct: 'struct kvm_vcpu' }).layout.phase).toBe(0);
  });

  it.each([
    ['kvm_vcpu.arch.root_mm', 'unknown member "root_mm": did you mean root_mmu?'],
    ['kvm_vcpu.arch.mmu', '"kvm_vcpu.arch.mmu" is no struct "kvm_mmu"'],
    ['kvm_vcpus.arch.mmu', 'unknown struct "kvm_vcpus": did you mean kvm_vcpu'],
    ['kvm_vcpu', '"kvm_vcpu" names no member: expected STRUCT.member'],
  ])('is refused if it cannot be %s', (container, message) => {
    expect(() => read({ file: file(), container })).toThrow(message);
  });

  it('is not known without kvm_vcpu, which is said', () => {
    const btf = new BtfBuilder();
    const { int } = addBaseTypes(btf);
    btf.struct('kvm_mmu', 4, [{ name: 'page_fault', type: int, bits: 0 }]);
    const { layout, notes } = read({ file: write('lonely.btf', btf.build()) });
    expect(layout).toMatchObject({ phase: 0, rootMmuOffset: null });
    expect(notes).toContain('no struct kvm_vcpu: the phase is not known, 0 is assumed');
  });
});

describe('the running kernel', () => {
  const running = (kernel: BtfBuilder, module?: BtfBuilder) => {
    const shown = join(folder, `running-${Math.random()}`);
    mkdirSync(shown);
    writeFileSync(join(shown, 'vmlinux'), kernel.build());
    if (module !== undefined) writeFileSync(join(shown, 'kvm'), module.build());
    return join(shown, 'vmlinux');
  };

  it('is asked where no file is named, and its release is known', () => {
    const { layout } = read({ kernelBtf: running(kvmBtf()) });
    expect(layout).toMatchObject({ name: release(), kernel: release(), sizeBytes: 384 });
  });

  it("shows a module's structs apart", () => {
    const { kernel, module } = kernelAndModule();
    const kernelBtf = running(kernel, module);
    const { layout } = read({ kernelBtf });
    expect(layout).toMatchObject({ rootMmuOffset: 680, kernel: release() });
    expect(layout.origin).toMatchObject({ file: kernelBtf.replace('vmlinux', 'kvm') });
  });

  it('without KVM is told apart from one that shows no BTF', () => {
    const kernelBtf = running(kernelAndModule().kernel);
    expect(() => read({ kernelBtf })).toThrow(
      `${kernelBtf} has no struct kvm_mmu: KVM is not built into this kernel; where it is a ` +
        "module, 'modprobe kvm' shows its BTF in",
    );
    expect(() => read({ kernelBtf: join(folder, 'none') })).toThrow(
      'no such file: this kernel shows no BTF (CONFIG_DEBUG_INFO_BTF)',
    );
  });
});

describe('files that are not what is needed', () => {
  const xz = Buffer.from('\xfd7zXZ\0more', 'latin1');
  const bzImage = Buffer.alloc(0x300);
  bzImage.write('HdrS', 0x202);

  it.each([
    ['kvm.ko.xz', xz, 'xz data: unpack it first, with xz -dk'],
    ['vmlinuz', bzImage, 'a bzImage: the kernel tree has scripts/extract-vmlinux'],
    ['empty', Buffer.alloc(0), 'empty; expected BTF, or an ELF file that has it'],
    ['text', Buffer.from('hello'), 'neither BTF nor ELF'],
    [
      'stripped',
      elfFile([{ name: '.text', content: Buffer.alloc(4) }], { bits: 64, littleEndian: true }),
      'no .BTF section, and no DWARF to make one of',
    ],
  ])('%s is named', (name, content, message) => {
    const file = write(name, content);
    expect(() => read({ file })).toThrow(NoBtfError);
    expect(() => read({ file })).toThrow(`${file}: ${message}`);
  });

  it('a vmlinux without KVM says where to look', () => {
    const file = write('vmlinux-without', kernelAndModule().kernel.build());
    expect(() => read({ file })).toThrow(`layout from-btf kvm.ko --base ${file}`);
  });

  it('a module with the vmlinux of another kernel', () => {
    const { module } = kernelAndModule();
    const other = new BtfBuilder();
    other.int('longer than all others', 8);
    addBaseTypes(other);
    const file = write('kvm', module.build());
    expect(() => read({ file, base: write('other', other.build()) })).toThrow(
      /its BTF does not build on that of .*other: the name of type \d+ begins within another; give/,
    );
    expect(() => read({ file, base: file })).toThrow('give a vmlinux with --base');
  });

  it('a base that is not needed is a note', () => {
    const file = write('whole.btf', kvmBtf().build());
    expect(read({ file, base: '/nowhere' }).notes).toContain(
      `${file} builds on no other BTF: --base was not needed`,
    );
  });
});
