/** Small BTF with KVM's structs, laid out as v6.18 has them: what the tests of the reader read. */

import { KIND } from '../../src/layout/btf/kinds.js';
import { BtfBuilder, type BuilderOptions } from './btf-builder.js';

/** Pointers to functions, which come first. */
const HANDLERS = [
  ...['get_guest_pgd', 'get_pdptr', 'page_fault', 'inject_page_fault'],
  ...['gva_to_gpa', 'sync_spte'],
];

export const KVM_MMU_BYTES = 384;
export const ARCH_OFFSET = 304;
export const ROOT_MMU_OFFSET = 680;

/** Types of any kernel. */
export function addBaseTypes(btf: BtfBuilder) {
  const long = btf.int('long unsigned int', 8);
  const char = btf.int('unsigned char', 1);
  const int = btf.int('unsigned int', 4);
  const u64 = btf.typedef('u64', btf.typedef('__u64', long));
  const pointer = btf.pointer(0);
  const functionType = btf.record(KIND.functionPrototype, '', int, [0, long], { elements: 1 });
  const handler = btf.pointer(functionType);
  btf.record(KIND.enum, 'state', 4, [btf.string('ON'), 1], { elements: 1 });
  btf.record(KIND.enum64, 'wide', 8, [btf.string('WIDE'), 1, 1], { elements: 1 });
  btf.record(KIND.forward, 'file', 0);
  btf.record(KIND.function, 'kvm_init_mmu', functionType, [], { elements: 1 });
  const variable = btf.record(KIND.variable, 'tdp_enabled', char, [1]);
  btf.record(KIND.dataSection, '.data', 1, [variable, 0, 1], { elements: 1 });
  btf.record(KIND.float, 'double', 8);
  const constant = btf.record(KIND.const, '', btf.record(KIND.volatile, '', u64));
  btf.record(KIND.declarationTag, 'tag', variable, [0xffff_ffff]);
  const tagged = btf.record(KIND.pointer, '', btf.record(KIND.typeTag, 'rcu', constant));
  const restrict = btf.record(KIND.restrict, '', tagged);
  return { long, char, int, u64, pointer, handler, restrict };
}

type BaseTypes = ReturnType<typeof addBaseTypes>;

/** `struct kvm_mmu` of v6.18, in a `kvm_vcpu`. */
export function addKvmTypes(btf: BtfBuilder, types: BaseTypes): void {
  const { long, char, int, u64, handler, restrict } = types;
  const at = (name: string, type: number, offset: number) => ({ name, type, bits: offset * 8 });
  const role = btf.union('kvm_mmu_page_role', 4, [
    at('word', int, 0),
    {
      ...{ name: '', bits: 0 },
      type: btf.struct('', 4, [
        { name: 'level', type: int, bits: 0, width: 4 },
        { name: 'smm', type: int, bits: 24, width: 8 },
      ]),
    },
  ]);
  const cpuRole = btf.union('kvm_cpu_role', 8, [
    at('as_u64', u64, 0),
    at('', btf.struct('', 8, [at('base', role, 0), at('ext', int, 4)]), 0),
  ]);
  const root = btf.struct('kvm_mmu_root_info', 16, [at('pgd', u64, 0), at('hpa', u64, 8)]);
  const masks = btf.array(btf.array(u64, 5), 2);
  const check = btf.struct('rsvd_bits_validate', 88, [
    at('rsvd_bits_mask', masks, 0),
    at('bad_mt_xwr', u64, 80),
  ]);
  const mmu = btf.struct('kvm_mmu', KVM_MMU_BYTES, [
    ...HANDLERS.map((name, index) => at(name, handler, 8 * index)),
    at('root', root, 48),
    at('mirror_root_hpa', u64, 64),
    at('cpu_role', cpuRole, 72),
    at('root_role', role, 80),
    at('pkru_mask', int, 84),
    at('prev_roots', btf.array(root, 3), 88),
    at('permissions', btf.array(char, 16), 136),
    ...['pae_root', 'pml4_root', 'pml5_root'].map((name, index) =>
      at(name, restrict, 152 + 8 * index),
    ),
    at('shadow_zero_check', check, 176),
    at('guest_rsvd_check', check, 264),
    at('pdptrs', btf.array(u64, 4), 352),
  ]);
  const inArch = ROOT_MMU_OFFSET - ARCH_OFFSET;
  const arch = btf.struct('kvm_vcpu_arch', 2048, [
    at('regs', btf.array(long, 17), 0),
    at('mmu', btf.pointer(mmu), inArch - 8),
    at('root_mmu', mmu, inArch),
  ]);
  btf.struct('kvm_vcpu', 4096, [at('kvm', types.pointer, 0), at('arch', arch, ARCH_OFFSET)]);
}

export function kvmBtf(options: BuilderOptions = {}): BtfBuilder {
  const btf = new BtfBuilder(options);
  addKvmTypes(btf, addBaseTypes(btf));
  return btf;
}

/** A kernel without KVM, and the module that has it. */
export function kernelAndModule(littleEndian = true): { kernel: BtfBuilder; module: BtfBuilder } {
  const kernel = new BtfBuilder({ littleEndian });
  const types = addBaseTypes(kernel);
  const module = new BtfBuilder({ base: kernel });
  addKvmTypes(module, types);
  return { kernel, module };
}
