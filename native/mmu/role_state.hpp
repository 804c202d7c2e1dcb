// What a guest state means for an MMU struct: the role words and every value that a full reset
// stores for it.
#pragma once

#include <cstdint>

#include "guest.hpp"
#include "role.hpp"
#include "types.hpp"

namespace kvm_mmu_bench::mmu {

struct RoleState {
  RoleWords words;
  MmuKind kind;
  GuestMode mode;
  std::uint8_t root_level;
  std::uint8_t shadow_root_level;
  std::uint8_t permissions[kPermissionBytes];
  std::uint32_t pkru_mask;
  // Only the masks that a reset of this kind and mode writes are meaningful.
  RsvdBitsValidate guest_rsvd_check;
  RsvdBitsValidate shadow_zero_check;

  friend bool operator==(const RoleState&, const RoleState&) = default;
};

// path: what root_mmu is used for; a nested guest's state is for nested_mmu all the same.
RoleState compute_role_state(const GuestState& guest, MmuKind path, const HostParameters& host,
                             RoleStyle style);

}  // namespace kvm_mmu_bench::mmu
