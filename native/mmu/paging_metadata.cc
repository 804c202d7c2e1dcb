#include "paging_metadata.hpp"

namespace kvm_mmu_bench::mmu {

namespace {

// Bits low..high inclusive.
constexpr std::uint64_t bits(unsigned low, unsigned high) {
  return high < low ? 0 : (~std::uint64_t{0} >> (63 - high)) & (~std::uint64_t{0} << low);
}

// Page fault error code, as an index: bits 4:1 of it.
constexpr unsigned kWrite = 1u << 0;
constexpr unsigned kUser = 1u << 1;
constexpr unsigned kReserved = 1u << 2;  // reused: SMAP is overridden, or (pkeys) a user page
constexpr unsigned kFetch = 1u << 3;

// Access rights as sets over the eight combinations of execute, write, user.
constexpr std::uint8_t kExecutable = 0xaa;
constexpr std::uint8_t kWritable = 0xcc;
constexpr std::uint8_t kUserPage = 0xf0;

constexpr std::uint8_t inverse(std::uint8_t set) { return static_cast<std::uint8_t>(~set); }

constexpr std::uint64_t kNx = std::uint64_t{1} << 63;
constexpr std::uint64_t kLargePageBit = 1u << 7;

void two_level(const GuestRegisters& registers, RsvdBitsValidate& out) {
  // PSE-36: bits 13..16 of a 4-MiB entry hold address bits 32..35 and bit 12 is PAT.
  const bool large_pages = (registers.cr4 & kCr4Pse) != 0;
  out.mask[1][1] = large_pages ? bits(17, 21) : 0;
}

void pae(std::uint64_t high, RsvdBitsValidate& out) {
  out.mask[0][2] = high | bits(63, 63) | bits(5, 8) | bits(1, 2);
  out.mask[0][1] = high;
  out.mask[0][0] = high;
  out.mask[1][1] = high | bits(13, 20);
  out.mask[1][0] = high;
}

void long_mode(std::uint64_t high, bool five_levels, RsvdBitsValidate& out) {
  if (five_levels) {
    out.mask[0][4] = high | kLargePageBit;
    out.mask[1][4] = out.mask[0][4];
  }
  out.mask[0][3] = high | kLargePageBit;
  out.mask[0][2] = high;
  out.mask[0][1] = high;
  out.mask[0][0] = high;
  out.mask[1][3] = out.mask[0][3];
  out.mask[1][2] = high | bits(13, 29);
  out.mask[1][1] = high | bits(13, 20);
  out.mask[1][0] = out.mask[0][0];
}

}  // namespace

RsvdBitsValidate guest_reserved_bits(const GuestRegisters& registers, unsigned maxphyaddr) {
  RsvdBitsValidate out{};
  const std::uint64_t no_nx = (registers.efer & kEferNx) != 0 ? 0 : kNx;
  const std::uint64_t reserved_gpa = bits(maxphyaddr, 63);
  switch (guest_mode(registers)) {
    case GuestMode::kUnpaged:
      break;
    case GuestMode::kTwoLevel:
      two_level(registers, out);
      break;
    case GuestMode::kPae:
      pae((reserved_gpa & bits(0, 62)) | no_nx, out);
      break;
    case GuestMode::kFourLevel:
      long_mode((reserved_gpa & bits(0, 51)) | no_nx, false, out);
      break;
    case GuestMode::kFiveLevel:
      long_mode((reserved_gpa & bits(0, 51)) | no_nx, true, out);
      break;
  }
  return out;
}

RsvdBitsValidate ept_reserved_bits(unsigned physical_bits) {
  const std::uint64_t high = bits(physical_bits, 51);
  RsvdBitsValidate out{};
  out.mask[0][4] = high | bits(3, 7);
  out.mask[0][3] = high | bits(3, 7);
  out.mask[0][2] = high | bits(3, 6);
  out.mask[0][1] = high | bits(3, 6);
  out.mask[0][0] = high;
  out.mask[1][4] = out.mask[0][4];
  out.mask[1][3] = out.mask[0][3];
  out.mask[1][2] = high | bits(12, 29);
  out.mask[1][1] = high | bits(12, 20);
  out.mask[1][0] = out.mask[0][0];
  // Memory types 2, 3 and 7, write without read, and (no execute-only shadow pages) execute without
  // read.
  out.bad_mt_xwr = 0xff545454ffff5454;
  return out;
}

void permission_bytes(const GuestRegisters& registers,
                      std::span<std::uint8_t, kPermissionBytes> out) {
  const bool write_protect = (registers.cr0 & kCr0Wp) != 0;
  const bool smep = (registers.cr4 & kCr4Smep) != 0;
  const bool smap = (registers.cr4 & kCr4Smap) != 0;
  const bool nx = (registers.efer & kEferNx) != 0;
  for (unsigned code = 0; code < kPermissionBytes; ++code) {
    const bool user = (code & kUser) != 0;
    unsigned faults = user ? inverse(kUserPage) : 0u;
    if ((code & kWrite) != 0 && (write_protect || user)) faults |= inverse(kWritable);
    if ((code & kFetch) != 0 && nx) faults |= inverse(kExecutable);
    if (!user && (code & kFetch) != 0 && smep) faults |= kUserPage;
    if (!user && (code & (kFetch | kReserved)) == 0 && smap) faults |= kUserPage;
    out[code] = static_cast<std::uint8_t>(faults);
  }
}

std::uint32_t pkru_mask(const GuestRegisters& registers) {
  const bool long_mode_paging = (registers.cr0 & kCr0Pg) != 0 && (registers.efer & kEferLma) != 0;
  if (!long_mode_paging || (registers.cr4 & kCr4Pke) == 0) return 0;
  const bool write_protect = (registers.cr0 & kCr0Wp) != 0;
  std::uint32_t mask = 0;
  for (unsigned code = 0; code < kPermissionBytes; ++code) {
    const bool checked = (code & kFetch) == 0 && (code & kReserved) != 0;
    const bool write_checked =
        checked && (code & kWrite) != 0 && ((code & kUser) != 0 || write_protect);
    mask |= (std::uint32_t{checked} | std::uint32_t{write_checked} << 1) << (2 * code);
  }
  return mask;
}

}  // namespace kvm_mmu_bench::mmu
