// The guest as a reset sees it: its registers, and the paging mode that they add up to.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "handlers.hpp"

namespace kvm_mmu_bench::mmu {

inline constexpr std::uint64_t kCr0Pe = 1u << 0;
inline constexpr std::uint64_t kCr0Wp = 1u << 16;
inline constexpr std::uint64_t kCr0Pg = 1u << 31;
inline constexpr std::uint64_t kCr4Pse = 1u << 4;
inline constexpr std::uint64_t kCr4Pae = 1u << 5;
inline constexpr std::uint64_t kCr4La57 = 1u << 12;
inline constexpr std::uint64_t kCr4Smep = 1u << 20;
inline constexpr std::uint64_t kCr4Smap = 1u << 21;
inline constexpr std::uint64_t kCr4Pke = 1u << 22;
inline constexpr std::uint64_t kEferLma = 1u << 10;
inline constexpr std::uint64_t kEferNx = 1u << 11;

struct GuestRegisters {
  std::uint64_t cr0;
  std::uint64_t cr4;
  std::uint64_t efer;
  bool smm;
};

enum class GuestMode : std::uint8_t { kUnpaged, kTwoLevel, kPae, kFourLevel, kFiveLevel };

GuestMode guest_mode(const GuestRegisters& registers);

// One tag per paging mode: strategies are compiled once for each, so that a full reset is
// straight-line code as in the kernel, where the mode's branches have been taken before the stores.
// kGuestMasks: the page table levels whose reserved-bit masks the mode writes.
struct Unpaged {
  static constexpr GuestMode kMode = GuestMode::kUnpaged;
  static constexpr const char* kName = "unpaged";
  static constexpr bool kPaged = false;
  static constexpr std::uint8_t kRootLevel = 0;
  static constexpr unsigned kMaskLevels = 0;
  static constexpr std::uintptr_t kGvaToGpa = kNonpagingGvaToGpa;
};

struct TwoLevel {
  static constexpr GuestMode kMode = GuestMode::kTwoLevel;
  static constexpr const char* kName = "two-level";
  static constexpr bool kPaged = true;
  static constexpr std::uint8_t kRootLevel = 2;
  static constexpr unsigned kMaskLevels = 2;
  static constexpr std::uintptr_t kGvaToGpa = kPaging32GvaToGpa;
};

struct Pae {
  static constexpr GuestMode kMode = GuestMode::kPae;
  static constexpr const char* kName = "pae";
  static constexpr bool kPaged = true;
  static constexpr std::uint8_t kRootLevel = 3;
  static constexpr unsigned kMaskLevels = 3;
  static constexpr std::uintptr_t kGvaToGpa = kPaging64GvaToGpa;
};

struct FourLevel {
  static constexpr GuestMode kMode = GuestMode::kFourLevel;
  static constexpr const char* kName = "four-level";
  static constexpr bool kPaged = true;
  static constexpr std::uint8_t kRootLevel = 4;
  static constexpr unsigned kMaskLevels = 4;
  static constexpr std::uintptr_t kGvaToGpa = kPaging64GvaToGpa;
};

struct FiveLevel {
  static constexpr GuestMode kMode = GuestMode::kFiveLevel;
  static constexpr const char* kName = "five-level";
  static constexpr bool kPaged = true;
  static constexpr std::uint8_t kRootLevel = 5;
  static constexpr unsigned kMaskLevels = 5;
  static constexpr std::uintptr_t kGvaToGpa = kPaging64GvaToGpa;
};

template <class... Gs>
struct GuestModeList {
  static constexpr std::array<std::string_view, sizeof...(Gs)> kNames{Gs::kName...};
};

// In the order of GuestMode.
using GuestModes = GuestModeList<Unpaged, TwoLevel, Pae, FourLevel, FiveLevel>;

}  // namespace kvm_mmu_bench::mmu
