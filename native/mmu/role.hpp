// Role words, computed as the kernel does at each call (facts, section 3). The prepared values of
// scope `writes` come from the same functions.
#pragma once

#include <cstdint>

#include "guest.hpp"
#include "kind.hpp"
#include "machine.hpp"
#include "types.hpp"

namespace kvm_mmu_bench::mmu {

// What is read of the vCPU, masked to the bits that a role can depend on.
struct RoleInputs {
  std::uint64_t cr0;
  std::uint64_t cr4;
  std::uint64_t efer;
  std::uint32_t hflags;

  static constexpr std::uint64_t kCr0Bits = kCr0Pg | kCr0Wp;
  static constexpr std::uint64_t kCr4Bits =
      kCr4Pse | kCr4Pae | kCr4La57 | kCr4Smep | kCr4Smap | kCr4Pke;

  KVM_INLINE bool paging() const { return (cr0 & kCr0Pg) != 0; }
  KVM_INLINE bool cr0_wp() const { return (cr0 & kCr0Wp) != 0; }
  KVM_INLINE bool has_cr4(std::uint64_t bit) const { return (cr4 & bit) != 0; }
  KVM_INLINE bool nx() const { return (efer & kEferNx) != 0; }
  KVM_INLINE bool lma() const { return (efer & kEferLma) != 0; }
};

// Both halves of what v5.19 and later compare; before, only `role` is used.
struct RoleWords {
  Role role;
  std::uint32_t root_role;

  friend bool operator==(const RoleWords&, const RoleWords&) = default;
};

// How a kernel version spells its roles.
struct RoleStyle {
  // cpu_role and root_role instead of one mmu_role (v5.19).
  bool split;
  // v5.16's sense of base bit 4, the inverse of has_4_byte_gpte.
  bool gpte_is_8_bytes;
};

namespace base_bit {
inline constexpr std::uint32_t kGpteSize = 1u << 4;
inline constexpr std::uint32_t kDirect = 1u << 7;
inline constexpr std::uint32_t kAccessAll = 7u << 8;
inline constexpr std::uint32_t kEferNxBit = 1u << 12;
inline constexpr std::uint32_t kCr0WpBit = 1u << 13;
inline constexpr std::uint32_t kSmepAndnotWp = 1u << 14;
inline constexpr std::uint32_t kSmapAndnotWp = 1u << 15;
inline constexpr std::uint32_t kAdDisabled = 1u << 16;
inline constexpr std::uint32_t kGuestMode = 1u << 17;
inline constexpr std::uint32_t kSmm = 1u << 24;
inline constexpr std::uint32_t kLevel = 0xf;
}  // namespace base_bit

inline constexpr std::uint32_t kExtValid = 1u << 0;

KVM_INLINE std::uint32_t when(bool set, std::uint32_t bits) { return set ? bits : 0; }

// Levels of the guest's own tables: 0 without paging, 2 to 5 with.
KVM_INLINE std::uint8_t guest_root_level(const RoleInputs& in) {
  if (!in.paging()) return 0;
  if (in.lma()) return in.has_cr4(kCr4La57) ? 5 : 4;
  return in.has_cr4(kCr4Pae) ? 3 : 2;
}

// Levels of the host's two-dimensional tables. maxphyaddr: a function, because only a host with
// five levels has to read it.
template <class Maxphyaddr>
KVM_INLINE std::uint8_t tdp_level(const HostParameters& host, Maxphyaddr maxphyaddr) {
  constexpr unsigned kMostWithFourLevels = 48;
  if (host.tdp_root_level != 0) return host.tdp_root_level;
  if (host.max_tdp_level == 5 && maxphyaddr() <= kMostWithFourLevels) return 4;
  return host.max_tdp_level;
}

KVM_INLINE std::uint32_t hflag_bits(const RoleInputs& in) {
  return when((in.hflags & kHflagSmm) != 0, base_bit::kSmm) |
         when((in.hflags & kHflagGuestMode) != 0, base_bit::kGuestMode);
}

KVM_INLINE std::uint32_t andnot_wp_bits(const RoleInputs& in) {
  return when(in.has_cr4(kCr4Smep) && !in.cr0_wp(), base_bit::kSmepAndnotWp) |
         when(in.has_cr4(kCr4Smap) && !in.cr0_wp(), base_bit::kSmapAndnotWp);
}

KVM_INLINE std::uint32_t paged_bits(const RoleInputs& in) {
  return when(in.nx(), base_bit::kEferNxBit) | when(in.cr0_wp(), base_bit::kCr0WpBit);
}

// Until v5.18.
KVM_INLINE std::uint32_t mmu_ext(const RoleInputs& in) {
  if (!in.paging()) return kExtValid;
  return kExtValid | 1u << 2 | when(in.has_cr4(kCr4Pae), 1u << 3) |
         when(in.has_cr4(kCr4Pse), 1u << 4) | when(in.lma() && in.has_cr4(kCr4Pke), 1u << 5) |
         when(in.has_cr4(kCr4Smap), 1u << 6) | when(in.has_cr4(kCr4Smep), 1u << 7) |
         when(in.lma() && in.has_cr4(kCr4La57), 1u << 8) | when(in.lma(), 1u << 9);
}

// Bit 4 says how wide the guest's entries are; two-dimensional tables have only wide ones.
template <MmuKind kKind>
KVM_INLINE std::uint32_t gpte_bit(const RoleInputs& in, bool gpte_is_8_bytes) {
  using base_bit::kGpteSize;
  if constexpr (is_tdp(kKind)) return when(gpte_is_8_bytes, kGpteSize);
  return when(in.paging() && in.has_cr4(kCr4Pae) == gpte_is_8_bytes, kGpteSize);
}

// tdp_root_level: of the host's tables; not looked at by the other kinds.
template <MmuKind kKind>
KVM_INLINE std::uint32_t mmu_base(const RoleInputs& in, std::uint8_t tdp_root_level,
                                  const HostParameters& host, bool gpte_is_8_bytes) {
  std::uint32_t base = base_bit::kAccessAll | hflag_bits(in) | gpte_bit<kKind>(in, gpte_is_8_bytes);
  if (in.paging()) base |= paged_bits(in);
  if constexpr (is_tdp(kKind)) {
    return base | base_bit::kDirect | tdp_root_level |
           when(host.accessed_mask == 0, base_bit::kAdDisabled);
  }
  if (in.paging()) base |= andnot_wp_bits(in);
  const std::uint8_t level = guest_root_level(in);
  // nested_mmu has no tables of its own: its level is the guest's, and direct says so.
  if constexpr (kKind == MmuKind::kNested) return base | base_bit::kDirect | level;
  return base | when(!in.paging(), base_bit::kDirect) | (level < 3 ? 3u : level);
}

// v5.19 and later: the guest's own paging, whatever the kind.
KVM_INLINE Role cpu_role(const RoleInputs& in) {
  const std::uint32_t base = base_bit::kAccessAll | hflag_bits(in);
  if (!in.paging()) return {.base = base | base_bit::kDirect, .ext = kExtValid};
  return {.base = base | paged_bits(in) | andnot_wp_bits(in) | guest_root_level(in) |
                  when(!in.has_cr4(kCr4Pae), base_bit::kGpteSize),
          .ext = kExtValid | when(in.has_cr4(kCr4Pse), 1u << 2) |
                 when(in.lma() && in.has_cr4(kCr4Pke), 1u << 3) |
                 when(in.has_cr4(kCr4Smap), 1u << 4) | when(in.has_cr4(kCr4Smep), 1u << 5) |
                 when(in.lma() && in.has_cr4(kCr4La57), 1u << 6) | when(in.lma(), 1u << 7)};
}

template <MmuKind kKind>
KVM_INLINE std::uint32_t root_role(const RoleInputs& in, const Role& cpu,
                                   std::uint8_t tdp_root_level, const HostParameters& host) {
  if constexpr (is_tdp(kKind)) {
    return base_bit::kAccessAll | base_bit::kCr0WpBit | base_bit::kEferNxBit | base_bit::kDirect |
           tdp_root_level | hflag_bits(in) | when(host.accessed_mask == 0, base_bit::kAdDisabled);
  }
  // nested_mmu has no root.
  if constexpr (kKind == MmuKind::kNested) return 0;
  const std::uint32_t level = cpu.base & base_bit::kLevel;
  return (cpu.base & ~base_bit::kLevel) | (level < 3 ? 3u : level) | base_bit::kEferNxBit;
}

template <MmuKind kKind>
KVM_INLINE RoleWords role_words(const RoleInputs& in, std::uint8_t tdp_root_level,
                                const HostParameters& host, RoleStyle style) {
  if (style.split) {
    const Role cpu = cpu_role(in);
    return {.role = cpu, .root_role = root_role<kKind>(in, cpu, tdp_root_level, host)};
  }
  return {.role = {.base = mmu_base<kKind>(in, tdp_root_level, host, style.gpte_is_8_bytes),
                   .ext = mmu_ext(in)},
          .root_role = 0};
}

}  // namespace kvm_mmu_bench::mmu
