#include "role_state.hpp"

#include "paging_metadata.hpp"

namespace kvm_mmu_bench::mmu {

namespace {

// Bits of the base role, v5.17.
constexpr std::uint32_t kGpteIs8Bytes = 1u << 4;
constexpr std::uint32_t kDirect = 1u << 7;
constexpr std::uint32_t kAccessAll = 7u << 8;
constexpr std::uint32_t kEferNxRole = 1u << 12;
constexpr std::uint32_t kCr0WpRole = 1u << 13;
constexpr std::uint32_t kSmm = 1u << 24;

std::uint8_t tdp_level(const HostParameters& host) {
  return host.max_tdp_level == 5 && host.guest_maxphyaddr <= 48 ? std::uint8_t{4}
                                                                : host.max_tdp_level;
}

std::uint32_t base_role(const GuestRegisters& registers, std::uint8_t level, bool gpte_is_8_bytes) {
  const bool paged = (registers.cr0 & kCr0Pg) != 0;
  std::uint32_t base = kDirect | kAccessAll | level;
  if (gpte_is_8_bytes) base |= kGpteIs8Bytes;
  if (paged && (registers.efer & kEferNx) != 0) base |= kEferNxRole;
  if (paged && (registers.cr0 & kCr0Wp) != 0) base |= kCr0WpRole;
  if (registers.smm) base |= kSmm;
  return base;
}

std::uint32_t ext_role(const GuestRegisters& registers) {
  constexpr std::uint32_t kValid = 1u << 0;
  if ((registers.cr0 & kCr0Pg) == 0) return kValid;
  const bool long_mode = (registers.efer & kEferLma) != 0;
  const auto bit = [](bool set, unsigned position) { return std::uint32_t{set} << position; };
  return kValid | 1u << 2 | bit((registers.cr4 & kCr4Pae) != 0, 3) |
         bit((registers.cr4 & kCr4Pse) != 0, 4) |
         bit(long_mode && (registers.cr4 & kCr4Pke) != 0, 5) |
         bit((registers.cr4 & kCr4Smap) != 0, 6) | bit((registers.cr4 & kCr4Smep) != 0, 7) |
         bit(long_mode && (registers.cr4 & kCr4La57) != 0, 8) | bit(long_mode, 9);
}

std::uint8_t root_level(GuestMode mode) {
  constexpr std::uint8_t kLevels[] = {Unpaged::kRootLevel, TwoLevel::kRootLevel, Pae::kRootLevel,
                                      FourLevel::kRootLevel, FiveLevel::kRootLevel};
  return kLevels[static_cast<std::size_t>(mode)];
}

}  // namespace

GuestMode guest_mode(const GuestRegisters& registers) {
  if ((registers.cr0 & kCr0Pg) == 0) return GuestMode::kUnpaged;
  if ((registers.efer & kEferLma) != 0) {
    return (registers.cr4 & kCr4La57) != 0 ? GuestMode::kFiveLevel : GuestMode::kFourLevel;
  }
  return (registers.cr4 & kCr4Pae) != 0 ? GuestMode::kPae : GuestMode::kTwoLevel;
}

RoleState compute_role_state(const GuestRegisters& registers, const HostParameters& host,
                             bool gpte_is_8_bytes) {
  RoleState state{};
  state.mode = guest_mode(registers);
  state.root_level = root_level(state.mode);
  state.shadow_root_level = tdp_level(host);
  state.role = {.base = base_role(registers, state.shadow_root_level, gpte_is_8_bytes),
                .ext = ext_role(registers)};
  state.shadow_zero_check = ept_reserved_bits(host.physical_bits);
  if (state.mode == GuestMode::kUnpaged) return state;
  permission_bytes(registers, state.permissions);
  state.pkru_mask = pkru_mask(registers);
  state.guest_rsvd_check = guest_reserved_bits(registers, host.guest_maxphyaddr);
  return state;
}

}  // namespace kvm_mmu_bench::mmu
