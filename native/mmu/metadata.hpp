// Guest paging metadata and the reserved bits of shadow tables (facts, section 2.2), computed in
// place as the kernel does at each call.
#pragma once

#include <cstdint>

#include "role.hpp"

namespace kvm_mmu_bench::mmu {

// Bits low..high inclusive.
KVM_INLINE constexpr std::uint64_t bits(unsigned low, unsigned high) {
  return high < low ? 0 : (~std::uint64_t{0} >> (63 - high)) & (~std::uint64_t{0} << low);
}

inline constexpr std::uint64_t kNxBit = std::uint64_t{1} << 63;
inline constexpr std::uint64_t kLargePageBit = 1u << 7;

// What the reserved bits of one kind of page table follow from.
struct TableFeatures {
  std::uint8_t level;          // 2..5
  std::uint64_t above_memory;  // address bits that no memory has
  bool nx;
  bool gbpages;
  bool pse;
  bool amd;
};

// Which masks a table of so many levels has. PAE has no 1-GiB pages: its [1][2] stays as it was.
constexpr bool has_mask(unsigned levels, unsigned large, unsigned level) {
  return level < levels && !(levels == 3 && large == 1 && level == 2);
}

// Writes the masks of the table's levels; all others stay as they were.
KVM_INLINE void write_reserved_bits(RsvdBitsValidate& out, const TableFeatures& table) {
  const std::uint64_t no_nx = table.nx ? 0 : kNxBit;
  const std::uint64_t no_gbpages = table.gbpages ? 0 : kLargePageBit;
  const std::uint64_t top_bit8 = table.amd ? bits(8, 8) : 0;
  out.bad_mt_xwr = 0;
  if (table.level == 2) {
    out.mask[0][1] = 0;
    out.mask[0][0] = 0;
    // PSE-36: bits 13..16 of a 4-MiB entry hold address bits 32..35 and bit 12 is PAT.
    out.mask[1][1] = table.pse ? bits(17, 21) : 0;
    out.mask[1][0] = 0;
    return;
  }
  if (table.level == 3) {
    const std::uint64_t high = (table.above_memory & bits(0, 62)) | no_nx;
    out.mask[0][2] = high | bits(63, 63) | bits(5, 8) | bits(1, 2);
    out.mask[0][1] = high;
    out.mask[0][0] = high;
    out.mask[1][1] = high | bits(13, 20);
    out.mask[1][0] = high;
    return;
  }
  const std::uint64_t high = (table.above_memory & bits(0, 51)) | no_nx;
  if (table.level == 5) {
    out.mask[0][4] = high | top_bit8 | kLargePageBit;
    out.mask[1][4] = out.mask[0][4];
  }
  out.mask[0][3] = high | top_bit8 | kLargePageBit;
  out.mask[0][2] = high | no_gbpages;
  out.mask[0][1] = high;
  out.mask[0][0] = high;
  out.mask[1][3] = out.mask[0][3];
  out.mask[1][2] = high | no_gbpages | bits(13, 29);
  out.mask[1][1] = high | bits(13, 20);
  out.mask[1][0] = out.mask[0][0];
}

// Of the EPT tables that KVM builds: the same for every guest state.
KVM_INLINE void write_ept_reserved_bits(RsvdBitsValidate& out, const HostParameters& host) {
  const std::uint64_t high = bits(host.physical_bits, 51);
  const std::uint64_t no_2m = host.max_huge_page_level < kLevel2M ? kLargePageBit : 0;
  const std::uint64_t no_1g = host.max_huge_page_level < kLevel1G ? kLargePageBit : 0;
  out.mask[0][4] = high | bits(3, 7);
  out.mask[0][3] = high | bits(3, 7);
  out.mask[0][2] = high | bits(3, 6) | no_1g;
  out.mask[0][1] = high | bits(3, 6) | no_2m;
  out.mask[0][0] = high;
  out.mask[1][4] = out.mask[0][4];
  out.mask[1][3] = out.mask[0][3];
  out.mask[1][2] = high | bits(12, 29) | no_1g;
  out.mask[1][1] = high | bits(12, 20) | no_2m;
  out.mask[1][0] = out.mask[0][0];
  // Memory types 2, 3 and 7, write without read, and (no execute-only shadow pages) execute without
  // read.
  out.bad_mt_xwr = 0xff545454ffff5454;
}

namespace error_code {
// Page fault error code, as an index: bits 4:1 of it.
inline constexpr unsigned kWrite = 1u << 0;
inline constexpr unsigned kUser = 1u << 1;
inline constexpr unsigned kReserved = 1u
                                      << 2;  // reused: SMAP is overridden, or (pkeys) a user page
inline constexpr unsigned kFetch = 1u << 3;
}  // namespace error_code

// What a permission byte or pkru_mask depends on.
struct Protection {
  bool write_protect;
  bool smep;
  bool smap;
  bool nx;
};

// One byte for each of the 16 page fault error codes; bit i of it: does access right i fault?
KVM_INLINE void write_permissions(std::uint8_t (&out)[kPermissionBytes], Protection on) {
  // Access rights as sets over the eight combinations of execute, write, user.
  constexpr std::uint8_t kNotExecutable = 0x55;
  constexpr std::uint8_t kNotWritable = 0x33;
  constexpr std::uint8_t kSupervisorPage = 0x0f;
  constexpr std::uint8_t kUserPage = 0xf0;
  for (unsigned code = 0; code < kPermissionBytes; ++code) {
    const bool user = (code & error_code::kUser) != 0;
    const bool fetch = (code & error_code::kFetch) != 0;
    unsigned faults = user ? kSupervisorPage : 0u;
    if ((code & error_code::kWrite) != 0 && (on.write_protect || user)) faults |= kNotWritable;
    if (fetch && on.nx) faults |= kNotExecutable;
    if (!user && fetch && on.smep) faults |= kUserPage;
    if (!user && (code & (error_code::kFetch | error_code::kReserved)) == 0 && on.smap) {
      faults |= kUserPage;
    }
    out[code] = static_cast<std::uint8_t>(faults);
    // One store an iteration, not a vector of them.
    asm volatile("" ::: "memory");
  }
}

// Two bits (access, write disable) for each of the 16 page fault error codes.
KVM_INLINE std::uint32_t pkru_mask_of(bool pke, bool write_protect) {
  if (!pke) return 0;
  std::uint32_t mask = 0;
  for (unsigned code = 0; code < kPermissionBytes; ++code) {
    const bool checked = (code & error_code::kFetch) == 0 && (code & error_code::kReserved) != 0;
    const bool write_checked = checked && (code & error_code::kWrite) != 0 &&
                               ((code & error_code::kUser) != 0 || write_protect);
    mask |= (std::uint32_t{checked} | std::uint32_t{write_checked} << 1) << (2 * code);
  }
  return mask;
}

KVM_INLINE Protection protection_of(const RoleInputs& in) {
  return {.write_protect = in.cr0_wp(),
          .smep = in.has_cr4(kCr4Smep),
          .smap = in.has_cr4(kCr4Smap),
          .nx = in.paging() && in.nx()};
}

KVM_INLINE bool pkeys(const RoleInputs& in) {
  return in.paging() && in.lma() && in.has_cr4(kCr4Pke);
}

// The encryption bit of an address is valid in the tables' entries.
KVM_INLINE void allow_encryption(RsvdBitsValidate& out, std::uint8_t level, std::uint64_t me_mask) {
  for (int i = level - 1; i >= 0; --i) {
    out.mask[0][i] &= ~me_mask;
    out.mask[1][i] &= ~me_mask;
  }
}

// Reserved bits of the tables that KVM builds for root_mmu. v5.19 and later take bit 63 for valid
// in AMD's tables too, and know encrypted memory on Intel.
template <MmuKind kKind>
KVM_INLINE void write_zero_check(RsvdBitsValidate& out, std::uint8_t level,
                                 const HostParameters& host, RoleStyle style, bool guest_gbpages) {
  if constexpr (kKind == MmuKind::kEpt) {
    write_ept_reserved_bits(out, host);
    if (!style.split) return;
  } else {
    constexpr bool kNpt = kKind == MmuKind::kNpt;
    write_reserved_bits(out, {.level = level,
                              .above_memory = bits(host.physical_bits, 63),
                              .nx = kNpt ? style.split : true,
                              .gbpages = kNpt ? host.gbpages : guest_gbpages,
                              .pse = false,
                              .amd = true});
  }
  if (host.me_mask != 0) allow_encryption(out, level, host.me_mask);
}

}  // namespace kvm_mmu_bench::mmu
