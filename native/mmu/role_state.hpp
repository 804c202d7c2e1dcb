// What a guest state means for the MMU: the role word and every value that a full reset stores for
// it.
#pragma once

#include <cstdint>

#include "guest.hpp"
#include "types.hpp"

namespace kvm_mmu_bench::mmu {

// The host's half of the inputs (facts, section 3). Defaults: an Intel host with EPT and A/D bits,
// whose guests have its 46 physical address bits, 1-GiB pages, NX and PSE-36.
struct HostParameters {
  unsigned physical_bits = 46;
  std::uint8_t max_tdp_level = 4;
  unsigned guest_maxphyaddr = 46;
};

struct RoleState {
  Role role;
  GuestMode mode;
  std::uint8_t root_level;
  std::uint8_t shadow_root_level;
  std::uint8_t permissions[kPermissionBytes];
  std::uint32_t pkru_mask;
  RsvdBitsValidate guest_rsvd_check;
  RsvdBitsValidate shadow_zero_check;
};

// TDP with EPT. gpte_is_8_bytes: v5.16's sense of role bit 4.
RoleState compute_role_state(const GuestRegisters& registers, const HostParameters& host,
                             bool gpte_is_8_bytes);

}  // namespace kvm_mmu_bench::mmu
