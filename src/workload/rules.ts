/** When each version of KVM calls kvm_init_mmu, and what its early return compares. */

import { unknownName } from '../errors.js';
import { CR0, CR4, EFER } from './registers.js';
import {
  cpuRoleV61,
  type MmuRole,
  nestedRoleV517,
  shadowRoleV61,
  shadowRoleV517,
  tdpRoleV61,
  tdpRoleV517,
} from './role.js';
import type { GuestRegisters, MmuPath } from './types.js';

export interface ResetRules {
  /** The version as users name it. */
  name: string;
  description: string;
  /** A write that changes one of these bits calls kvm_init_mmu. */
  resetBits: { cr0: number; cr4: number; efer: number };
  /**
   * All words that the early return compares, as one number: equal roles, early return. Of
   * nested_mmu where the registers say that, else of root_mmu.
   *
   * @param path 'tdp' if absent, whose words 'npt' shares
   */
  role(registers: GuestRegisters, path?: MmuPath): bigint;
}

const ROLE_CR0 = CR0.PG | CR0.WP;
const ROLE_CR4 = CR4.PSE | CR4.PAE | CR4.LA57 | CR4.SMEP | CR4.SMAP | CR4.PKE;

const V5_17: ResetRules = {
  name: 'v5.17',
  description: 'one mmu_role; of EFER only NX resets',
  resetBits: { cr0: ROLE_CR0, cr4: ROLE_CR4, efer: EFER.NX },
  role: (registers, path) => {
    const { base, ext } = roleV517(registers, path);
    return words(ext, base);
  },
};

/**
 * v5.10 in truth keeps WP, NX and the CR4 bits in its role while paging is off, and resets for the
 * SMM flag at the end of an RSM. Its role and order are treated as v5.17's: calls, full and early
 * per round trip agree with those counted on a 5.10 kernel with EFER.NX clear, but which reset of
 * an RSM is the early one may not.
 */
const V5_10: ResetRules = {
  ...V5_17,
  name: 'v5.10',
  description: 'as v5.17; the order of the resets within an RSM is approximate',
};

/** A write of CR0.WP alone counts as a call: KVM makes it where the guest's CR0 writes trap. */
const V6_1: ResetRules = {
  name: 'v6.1',
  description: 'cpu_role and root_role; of EFER NX and LME reset',
  resetBits: { cr0: ROLE_CR0, cr4: ROLE_CR4, efer: EFER.NX | EFER.LME },
  role: (registers, path) => {
    if (registers.nested) {
      const { base, ext } = cpuRoleV61(registers);
      return words(ext, base);
    }
    const roleOf = path === 'shadow' ? shadowRoleV61 : tdpRoleV61;
    const { cpu, rootBase } = roleOf(registers);
    return words(rootBase, cpu.ext, cpu.base);
  },
};

/** Oldest first. A further version is one entry here. */
const REGISTRY: readonly ResetRules[] = [V5_10, V5_17, V6_1];

/** The version of the thread's time. v5.16, which the patch was written against, resets alike. */
export const DEFAULT_RULES = V5_17.name;

export function listRules(): readonly ResetRules[] {
  return REGISTRY;
}

/** @throws UsageError for a name that is not in the registry */
export function findRules(name: string): ResetRules {
  const rules = REGISTRY.find((each) => each.name === name);
  if (rules) return rules;
  throw unknownName(
    'rules',
    name,
    REGISTRY.map((each) => each.name),
  );
}

function roleV517(registers: GuestRegisters, path: MmuPath | undefined): MmuRole {
  if (registers.nested) return nestedRoleV517(registers);
  return path === 'shadow' ? shadowRoleV517(registers) : tdpRoleV517(registers);
}

function words(...parts: number[]): bigint {
  return parts.reduce((word, part) => (word << 32n) | BigInt(part >>> 0), 0n);
}
