// The groups of stores that a full reset is made of, in the order of the kernel (facts, 2.1, 2.3).
// Always inlined: a strategy's function is one piece.
#pragma once

#include <cstddef>

#include "call.hpp"
#include "handlers.hpp"

namespace kvm_mmu_bench::mmu {

// Groups that a strategy may leave to vCPU creation.
using Groups = unsigned;
inline constexpr Groups kNoGroups = 0;
inline constexpr Groups kAccessors = 1u << 0;      // get_guest_pgd, get_pdptr, inject_page_fault
inline constexpr Groups kFaultHandlers = 1u << 1;  // page_fault, sync_page or sync_spte, invlpg
inline constexpr Groups kShadowRootLevel = 1u << 2;
inline constexpr Groups kDirectMap = 1u << 3;
inline constexpr Groups kZeroCheck = 1u << 4;

template <class Mmu, class Call>
KVM_INLINE void store_role(Mmu& mmu, const Call& call) {
  if constexpr (HasSplitRole<Mmu>) {
    mmu.cpu_role = call.words().role;
    if constexpr (Call::kKind != MmuKind::kNested) mmu.root_role = call.words().root_role;
  } else {
    mmu.mmu_role = call.words().role;
  }
  keep_store_order();
}

// Gone since v6.4.
template <class Mmu>
KVM_INLINE void store_invlpg(Mmu& mmu, std::uintptr_t handler) {
  if constexpr (requires { mmu.invlpg; }) mmu.invlpg = handler_at(handler);
}

template <class Mmu>
KVM_INLINE void store_tdp_fault_handlers(Mmu& mmu) {
  mmu.page_fault = handler_at(kTdpPageFault);
  if constexpr (requires { mmu.sync_spte; }) {
    mmu.sync_spte = handler_at(kNoSyncSpte);
  } else {
    mmu.sync_page = handler_at(kNonpagingSyncPage);
  }
  store_invlpg(mmu, kNoInvlpg);
}

template <class Mmu, class Call>
KVM_INLINE void store_walker(Mmu& mmu, const Call& call) {
  call.with_walk([&](auto walk) { mmu.gva_to_gpa = handler_at(walk.kGvaToGpa); });
}

template <class Mmu, class Call>
KVM_INLINE void store_shadow_root_level(Mmu& mmu, const Call& call) {
  if constexpr (requires { mmu.shadow_root_level; }) {
    mmu.shadow_root_level = call.shadow_root_level();
    keep_store_order();
  }
}

template <class Mmu>
KVM_INLINE void store_direct_map(Mmu& mmu, bool direct) {
  if constexpr (requires { mmu.direct_map; }) mmu.direct_map = direct;
}

template <class Mmu>
KVM_INLINE void store_guest_accessors(Mmu& mmu) {
  mmu.get_guest_pgd = handler_at(kGetGuestCr3);
  mmu.get_pdptr = handler_at(kGetPdptr);
  mmu.inject_page_fault = handler_at(kInjectPageFault);
}

template <class Mmu, class Call>
KVM_INLINE void store_root_level(Mmu& mmu, const Call& call) {
  if constexpr (requires { mmu.root_level; }) mmu.root_level = call.root_level();
}

// Everything of a full reset on two-dimensional tables but the role, without what is left out.
template <Groups kLeftOut, class Mmu, class Call>
KVM_INLINE void store_tdp(Mmu& mmu, const Call& call) {
  if constexpr (!(kLeftOut & kFaultHandlers)) store_tdp_fault_handlers(mmu);
  store_walker(mmu, call);
  if constexpr (!(kLeftOut & kShadowRootLevel)) store_shadow_root_level(mmu, call);
  if constexpr (!(kLeftOut & kDirectMap)) store_direct_map(mmu, true);
  if constexpr (!(kLeftOut & kAccessors)) store_guest_accessors(mmu);
  store_root_level(mmu, call);
  call.store_metadata(mmu);
  if constexpr (!(kLeftOut & kZeroCheck)) call.store_zero_check(mmu);
}

// The accessors are not among them: see store_unconditionally.
template <class Mmu, class Call>
KVM_INLINE void store_shadow(Mmu& mmu, const Call& call) {
  call.with_walk([&](auto walk) {
    mmu.page_fault = handler_at(walk.kPageFault);
    mmu.gva_to_gpa = handler_at(walk.kGvaToGpa);
    if constexpr (requires { mmu.sync_spte; }) {
      mmu.sync_spte = handler_at(walk.kDirect ? kNoSyncSpte : walk.kSyncPage);
    } else {
      mmu.sync_page = handler_at(walk.kSyncPage);
    }
    store_invlpg(mmu, walk.kInvlpg);
    store_direct_map(mmu, walk.kDirect);
  });
  store_root_level(mmu, call);
  call.store_metadata(mmu);
  store_shadow_root_level(mmu, call);
  call.store_zero_check(mmu);
}

// nested_mmu, which has no tables of its own (recalled; facts, 2.5).
template <Groups kLeftOut, class Mmu, class Call>
KVM_INLINE void store_nested(Mmu& mmu, const Call& call) {
  if constexpr (!(kLeftOut & kAccessors)) store_guest_accessors(mmu);
  store_root_level(mmu, call);
  if constexpr (!(kLeftOut & kFaultHandlers)) store_invlpg(mmu, kNoInvlpg);
  store_walker(mmu, call);
  call.store_metadata(mmu);
}

template <Groups kLeftOut, class Mmu, class Call>
KVM_INLINE void store_all_but_role(Mmu& mmu, const Call& call) {
  if constexpr (is_tdp(Call::kKind)) {
    store_tdp<kLeftOut>(mmu, call);
  } else if constexpr (Call::kKind == MmuKind::kShadow) {
    store_shadow(mmu, call);
  } else {
    store_nested<kLeftOut>(mmu, call);
  }
}

// What the shadow path stores at the end of every call, also of one that returned early.
template <Groups kLeftOut, class Mmu, class Call>
KVM_INLINE void store_unconditionally(Mmu& mmu, const Call&) {
  if constexpr (Call::kKind == MmuKind::kShadow && !(kLeftOut & kAccessors)) {
    store_guest_accessors(mmu);
  }
}

}  // namespace kvm_mmu_bench::mmu
