#include "role_state.hpp"

#include "metadata.hpp"

namespace kvm_mmu_bench::mmu {

namespace {

RoleInputs inputs_of(const GuestState& guest) {
  return {.cr0 = guest.cr0 & RoleInputs::kCr0Bits,
          .cr4 = guest.cr4 & RoleInputs::kCr4Bits,
          .efer = guest.efer,
          .hflags = guest.hflags()};
}

template <MmuKind kKind>
RoleState state_of(const GuestState& guest, const HostParameters& host, RoleStyle style,
                   bool amd_guest) {
  const RoleInputs in = inputs_of(guest);
  RoleState state{};
  state.kind = kKind;
  state.mode = guest_mode(guest);
  state.root_level = guest_root_level(in);
  if constexpr (is_tdp(kKind)) {
    state.shadow_root_level = tdp_level(host, [&] { return guest.maxphyaddr; });
  } else if constexpr (kKind == MmuKind::kShadow) {
    state.shadow_root_level = state.root_level < 3 ? std::uint8_t{3} : state.root_level;
  }
  state.words = role_words<kKind>(in, state.shadow_root_level, host, style);
  if constexpr (kKind != MmuKind::kNested) {
    write_zero_check<kKind>(state.shadow_zero_check, state.shadow_root_level, host, style, true);
  }
  if (!in.paging()) return state;
  write_permissions(state.permissions, protection_of(in));
  state.pkru_mask = pkru_mask_of(pkeys(in), in.cr0_wp());
  write_reserved_bits(state.guest_rsvd_check, {.level = state.root_level,
                                               .above_memory = bits(guest.maxphyaddr, 63),
                                               .nx = in.nx(),
                                               .gbpages = true,
                                               .pse = in.has_cr4(kCr4Pse),
                                               .amd = amd_guest});
  return state;
}

}  // namespace

GuestMode guest_mode(const GuestState& guest) {
  constexpr GuestMode kByLevel[] = {GuestMode::kUnpaged,   GuestMode::kUnpaged,
                                    GuestMode::kTwoLevel,  GuestMode::kPae,
                                    GuestMode::kFourLevel, GuestMode::kFiveLevel};
  return kByLevel[guest_root_level(inputs_of(guest))];
}

RoleState compute_role_state(const GuestState& guest, MmuKind path, const HostParameters& host,
                             RoleStyle style) {
  const bool amd_guest = path == MmuKind::kNpt;
  if (guest.nested) return state_of<MmuKind::kNested>(guest, host, style, amd_guest);
  switch (path) {
    case MmuKind::kEpt:
      return state_of<MmuKind::kEpt>(guest, host, style, amd_guest);
    case MmuKind::kNpt:
      return state_of<MmuKind::kNpt>(guest, host, style, amd_guest);
    default:
      return state_of<MmuKind::kShadow>(guest, host, style, amd_guest);
  }
}

}  // namespace kvm_mmu_bench::mmu
