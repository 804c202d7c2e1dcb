/** One vCPU as kvm_init_mmu sees it: its registers, and the role of the last full reset. */

import type { ControlRegister, SmmHandler } from './handler.js';
import { CR0, CR4, EFER, has, withBits, withLongModeActive } from './registers.js';
import type { ResetRules } from './rules.js';
import type { GuestRegisters, Reset } from './types.js';

/**
 * Steps as KVM v5.17 makes them in enter_smm and em_rsm. Where the guest's CPUID has long mode, as
 * is assumed throughout, both also clear EFER, and RSM CR4.PAE.
 */
export class Vcpu {
  readonly #rules: ResetRules;
  #registers: GuestRegisters;
  #role: bigint;
  #resets: Reset[] = [];

  constructor(rules: ResetRules, registers: GuestRegisters) {
    this.#rules = rules;
    this.#registers = registers;
    this.#role = rules.role(registers);
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
    this.#role = this.#rules.role(registers);
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
    const role = this.#rules.role(this.#registers);
    const kind = role === this.#role ? 'early' : 'full';
    this.#role = role;
    this.#resets.push({ kind, registers: this.#registers, cause });
  }
}
