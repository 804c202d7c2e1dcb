/** A vCPU's two MMUs through a sequence of resets. */

import type { NativeLayout } from '../../../src/host/native.js';
import type { GuestState } from './guest-state.js';
import { handler } from './handler-addresses.js';
import { MmuStruct } from './mmu-struct.js';
import { initMmu, putGuestRegisterHandlers } from './resets.js';
import type { Settings } from './settings.js';

const INVALID_PAGE = 0xffff_ffff_ffff_ffffn;
const PREVIOUS_ROOTS = 3;
/** Bit 0 of a role's extended word. */
const EXT_VALID = 1n << 32n;

export class ModelVcpu {
  readonly root: MmuStruct;
  readonly nested: MmuStruct;
  readonly #settings: Settings;
  #maxphyaddr: number;

  /** Created, and reset for the first time: real mode as after power-on. */
  constructor(
    layout: NativeLayout,
    settings: Settings,
    { maxphyaddr, hasNested }: { maxphyaddr: number; hasNested: boolean },
  ) {
    this.#settings = settings;
    this.root = created(layout);
    this.nested = hasNested ? createdNested(layout) : new MmuStruct(layout);
    this.#maxphyaddr = maxphyaddr;
    this.reset({ cr0: 0, cr4: 0, efer: 0, smm: false, nested: false, maxphyaddr });
  }

  /**
   * kvm_mmu_reset_context: the unload leaves the roots invalid, as they are here all along; then the
   * MMU that walks for this guest is initialised, unless its role is the stored one.
   */
  reset(state: GuestState): void {
    if (state.maxphyaddr !== this.#maxphyaddr) this.#setCpuid(state.maxphyaddr);
    initMmu(state.nested ? this.nested : this.root, state, this.#settings);
  }

  /** KVM_SET_CPUID2: no stored role equals a computed one any more, as those are valid. */
  #setCpuid(maxphyaddr: number): void {
    this.#maxphyaddr = maxphyaddr;
    for (const mmu of [this.root, this.nested]) {
      const field = mmu.has('mmu_role') ? 'mmu_role' : 'cpu_role';
      mmu.put(field, mmu.get(field) & ~EXT_VALID);
    }
  }
}

/** Zeroed but for what only a vCPU's creation writes; the tables of roots are left at zero. */
function created(layout: NativeLayout): MmuStruct {
  const mmu = new MmuStruct(layout);
  const noRoot = [0n, INVALID_PAGE];
  mmu.put('translate_gpa', handler('TranslateGpa'));
  mmu.put('root_hpa', INVALID_PAGE);
  mmu.putWords('root', noRoot);
  mmu.putWords('prev_roots', new Array(PREVIOUS_ROOTS).fill(noRoot).flat());
  return mmu;
}

/** Constant-once leaves three pointers to the creation; no reset ever stores others there. */
function createdNested(layout: NativeLayout): MmuStruct {
  const mmu = created(layout);
  putGuestRegisterHandlers(mmu);
  return mmu;
}
