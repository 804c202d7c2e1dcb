/** One vCPU as kvm_init_mmu sees it: its registers, and the role that each of its MMUs has stored. */

import type { ControlRegister, SmmHandler } from './handler.js';
import { CR0, CR4, EFER, has, withBits, withLongModeActive } from './registers.js';
import type { ResetRules } from './rules.js';
import type { GuestRegisters, MmuPath, Reset } from './types.js';

/** Where `walk_mmu` may point. guest_mmu, where L2's own tables are shadowed, is never reset here. */
type WalkMmu = 'root_mmu' | 'nested_mmu';

/**
 * Steps as KVM v5.17 makes them in enter_smm and em_rsm. Where the guest's CPUID has long mode, as
 * is assumed throughout, both also clear EFER, and RSM CR4.PAE.
 */
export class Vcpu {
  readonly #rules: ResetRules;
  readonly #path: MmuPath;
  #registers: GuestRegisters;
  /** None yet of nested_mmu: a struct that was never initialised equals no role. */
  readonly #roles = new Map<WalkMmu, bigint>();
  #resets: Reset[] = [];

  constructor(rules: ResetRules, registers: GuestRegisters, path: MmuPath) {
    this.#rules = rules;
    this.#path = path;
    this.#registers = registers;
    this.#storeRole();
  }

  get registers(): GuestRegisters {
    return this.#registers;
  }

  /** The resets since the last call, in order. */
  takeResets(): Reset[] {
    const resets = this.#resets;
    this.#resets = [];
    return resets;
  }

  /**
   * The guest runs on into another state. Where that changes the role, KVM has reset the MMU on the
   * way; those resets belong to no transition and are not counted.
   */
  runGuest(registers: GuestRegisters): void {
    this.#registers = registers;
    this.#storeRole();
  }

  enterSmm(): void {
    this.#load({ smm: true });
    this.#reset('enter: SMM flag');
    const cr0 = withBits(this.#registers.cr0, CR0.PE | CR0.EM | CR0.TS | CR0.PG, 0);
    this.#load({ cr0, cr4: 0, efer: 0 });
    this.#reset('enter: SMM state');
  }

  runHandler(handler: SmmHandler): void {
    for (const { register, clear, set } of handler.writes) {
      const value = withBits(this.#registers[register], clear, set);
      this.#write(register, value, `handler: ${register.toUpperCase()} write`);
    }
  }

  leaveSmm(saved: GuestRegisters): void {
    this.#load({ smm: false });
    this.#reset('rsm: SMM flag');
    this.#returnToRealMode();
    // PCIDE needs long mode: it is left out of CR4 until CR0 has switched that on.
    const pcide = saved.cr4 & CR4.PCIDE;
    this.#write('efer', withBits(saved.efer, EFER.LMA, 0), 'rsm: EFER restore');
    this.#write('cr4', withBits(saved.cr4, pcide, 0), 'rsm: CR4 restore');
    this.#write('cr0', saved.cr0, 'rsm: CR0 restore');
    this.#write('cr4', saved.cr4, 'rsm: CR4 restore with PCIDE');
  }

  /** `walk_mmu` goes to nested_mmu, L2's registers are loaded, and its CR3 last. */
  enterNested(l2: GuestRegisters): void {
    this.#load({ ...l2, nested: true });
    this.#reset('nested-entry: CR3 load');
  }

  /** The same the other way: root_mmu has kept the role that L1 had. */
  exitNested(l1: GuestRegisters): void {
    this.#load({ ...l1, nested: false });
    this.#reset('nested-exit: CR3 load');
  }

  /** A state from which any saved one can be loaded. */
  #returnToRealMode(): void {
    const { cr0, cr4 } = this.#registers;
    if (has(cr0, CR0.PE)) {
      this.#write('cr0', withBits(cr0, CR0.PG | CR0.PE, 0), 'rsm: CR0 clear');
    }
    if (has(cr4, CR4.PAE)) this.#write('cr4', withBits(cr4, CR4.PAE, 0), 'rsm: CR4 clear');
    this.#write('efer', 0, 'rsm: EFER clear');
  }

  /** Straight into the VMCS or VMCB: KVM's hooks for the vendor's part reset nothing. */
  #load(changes: Partial<GuestRegisters>): void {
    this.#registers = withLongModeActive({ ...this.#registers, ...changes });
  }

  /** As by the guest, with KVM's side effects: a reset if one of the bits that ask for it changed. */
  #write(register: ControlRegister, value: number, cause: string): void {
    const changed = this.#registers[register] ^ value;
    this.#load({ [register]: value });
    if (has(changed, this.#rules.resetBits[register])) this.#reset(cause);
  }

  /** One call of kvm_init_mmu. */
  #reset(cause: string): void {
    const kind = this.#storeRole() ? 'full' : 'early';
    this.#resets.push({ kind, registers: this.#registers, cause });
  }

  /** @returns whether the MMU had another one */
  #storeRole(): boolean {
    const mmu: WalkMmu = this.#registers.nested ? 'nested_mmu' : 'root_mmu';
    const role = this.#rules.role(this.#registers, this.#path);
    const changed = role !== this.#roles.get(mmu);
    this.#roles.set(mmu, role);
    return changed;
  }
}
