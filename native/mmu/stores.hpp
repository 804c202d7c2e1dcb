// The groups of stores that a full reset on TDP is made of, in the order of the kernel
// (facts, 2.1). Always inlined: a strategy's function is straight-line code.
#pragma once

#include <cstddef>

#include "handlers.hpp"
#include "role_state.hpp"

namespace kvm_mmu_bench::mmu {

#define KVM_INLINE [[gnu::always_inline]] inline

// Prepared values are loaded where the kernel has them in registers; without this the compiler
// would move their stores behind later ones, to hide the load.
KVM_INLINE void keep_store_order() { asm volatile("" ::: "memory"); }

template <class Mmu>
KVM_INLINE void store_role(Mmu& mmu, const RoleState& state) {
  mmu.mmu_role = state.role;
  keep_store_order();
}

// page_fault, sync_page, invlpg.
template <class Mmu>
KVM_INLINE void store_fault_handlers(Mmu& mmu) {
  mmu.page_fault = handler_at(kTdpPageFault);
  mmu.sync_page = handler_at(kNonpagingSyncPage);
  mmu.invlpg = handler_at(kNoInvlpg);
}

template <class Guest, class Mmu>
KVM_INLINE void store_walker(Mmu& mmu) {
  mmu.gva_to_gpa = handler_at(Guest::kGvaToGpa);
}

template <class Mmu>
KVM_INLINE void store_tdp_shape(Mmu& mmu, const RoleState& state) {
  mmu.shadow_root_level = state.shadow_root_level;
  keep_store_order();
  mmu.direct_map = true;
}

// get_guest_pgd, get_pdptr, inject_page_fault.
template <class Mmu>
KVM_INLINE void store_guest_accessors(Mmu& mmu) {
  mmu.get_guest_pgd = handler_at(kGetGuestCr3);
  mmu.get_pdptr = handler_at(kGetPdptr);
  mmu.inject_page_fault = handler_at(kInjectPageFault);
}

template <class Guest, class Mmu>
KVM_INLINE void store_root_level(Mmu& mmu) {
  mmu.root_level = Guest::kRootLevel;
}

// The chosen masks, from the highest level down; a loop here would be a loop in the timed code.
template <class Chosen>
KVM_INLINE void store_masks(RsvdBitsValidate& to, const RsvdBitsValidate& from, Chosen chosen) {
#pragma GCC unroll 10
  for (unsigned i = 0; i < 10; ++i) {
    const unsigned large = i / 5;
    const unsigned level = 4 - i % 5;
    if (chosen(large, level)) to.mask[large][level] = from.mask[large][level];
  }
}

// Which guest_rsvd_check masks a mode writes. PAE has no 1-GiB pages: its [1][2] stays stale.
template <class Guest>
constexpr bool writes_guest_mask(unsigned large, unsigned level) {
  return level < Guest::kMaskLevels &&
         !(Guest::kMode == GuestMode::kPae && large == 1 && level == 2);
}

template <class Guest, class Mmu>
KVM_INLINE void store_guest_masks(Mmu& mmu, const RoleState& state) {
  mmu.guest_rsvd_check.bad_mt_xwr = 0;
  store_masks(mmu.guest_rsvd_check, state.guest_rsvd_check, [](unsigned large, unsigned level) {
    return writes_guest_mask<Guest>(large, level);
  });
}

// The kernel computes each byte in turn and stores it; the barrier keeps these prepared bytes from
// being merged into two words, which would be another strategy.
template <class Mmu>
KVM_INLINE void store_permissions(Mmu& mmu, const RoleState& state) {
#pragma GCC unroll 16
  for (std::size_t i = 0; i < kPermissionBytes; ++i) {
    mmu.permissions[i] = state.permissions[i];
    keep_store_order();
  }
}

template <class Guest, class Mmu>
KVM_INLINE void store_metadata(Mmu& mmu, const RoleState& state) {
  if constexpr (Guest::kPaged) {
    store_guest_masks<Guest>(mmu, state);
    store_permissions(mmu, state);
    mmu.pkru_mask = state.pkru_mask;
  }
}

template <class Mmu>
KVM_INLINE void store_zero_check(Mmu& mmu, const RoleState& state) {
  store_masks(mmu.shadow_zero_check, state.shadow_zero_check,
              [](unsigned, unsigned) { return true; });
  keep_store_order();
  mmu.shadow_zero_check.bad_mt_xwr = state.shadow_zero_check.bad_mt_xwr;
}

// Everything that a full reset writes, in the kernel's order.
template <class Guest, class Mmu>
KVM_INLINE void store_everything(Mmu& mmu, const RoleState& state) {
  store_role(mmu, state);
  store_fault_handlers(mmu);
  store_walker<Guest>(mmu);
  store_tdp_shape(mmu, state);
  store_guest_accessors(mmu);
  store_root_level<Guest>(mmu);
  store_metadata<Guest>(mmu, state);
  store_zero_check(mmu, state);
}

}  // namespace kvm_mmu_bench::mmu
