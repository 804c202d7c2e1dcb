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

// vcpu->arch.hflags.
inline constexpr std::uint32_t kHflagGuestMode = 1u << 5;
inline constexpr std::uint32_t kHflagSmm = 1u << 6;

inline constexpr unsigned kUsualMaxphyaddr = 46;

// Registers, and the one CPUID value that a role depends on.
struct GuestState {
  std::uint64_t cr0 = 0;
  std::uint64_t cr4 = 0;
  std::uint64_t efer = 0;
  bool smm = false;
  // L2 runs, under two-dimensional tables of L1's: kvm_init_mmu is for nested_mmu.
  bool nested = false;
  unsigned maxphyaddr = kUsualMaxphyaddr;

  std::uint32_t hflags() const { return (smm ? kHflagSmm : 0) | (nested ? kHflagGuestMode : 0); }

  friend bool operator==(const GuestState&, const GuestState&) = default;
};

enum class GuestMode : std::uint8_t { kUnpaged, kTwoLevel, kPae, kFourLevel, kFiveLevel };

GuestMode guest_mode(const GuestState& guest);

// The walkers of guest page tables that a mode needs, with their shadow paging counterparts.
struct NonpagingWalk {
  static constexpr std::uintptr_t kGvaToGpa = kNonpagingGvaToGpa;
  static constexpr std::uintptr_t kPageFault = kNonpagingPageFault;
  static constexpr std::uintptr_t kSyncPage = kNonpagingSyncPage;
  static constexpr std::uintptr_t kInvlpg = kNoInvlpg;
  static constexpr bool kDirect = true;
};

struct Paging32Walk {
  static constexpr std::uintptr_t kGvaToGpa = kPaging32GvaToGpa;
  static constexpr std::uintptr_t kPageFault = kPaging32PageFault;
  static constexpr std::uintptr_t kSyncPage = kPaging32SyncPage;
  static constexpr std::uintptr_t kInvlpg = kPaging32Invlpg;
  static constexpr bool kDirect = false;
};

struct Paging64Walk {
  static constexpr std::uintptr_t kGvaToGpa = kPaging64GvaToGpa;
  static constexpr std::uintptr_t kPageFault = kPaging64PageFault;
  static constexpr std::uintptr_t kSyncPage = kPaging64SyncPage;
  static constexpr std::uintptr_t kInvlpg = kPaging64Invlpg;
  static constexpr bool kDirect = false;
};

// One tag per paging mode: the stores of a prepared reset are compiled once for each, so that they
// are straight-line code, as in the kernel once the mode's branches have been taken.
struct Unpaged {
  static constexpr GuestMode kMode = GuestMode::kUnpaged;
  static constexpr const char* kName = "unpaged";
  static constexpr bool kPaged = false;
  static constexpr std::uint8_t kRootLevel = 0;
  static constexpr std::uint8_t kShadowLevel = 3;
  using Walk = NonpagingWalk;
};

struct TwoLevel {
  static constexpr GuestMode kMode = GuestMode::kTwoLevel;
  static constexpr const char* kName = "two-level";
  static constexpr bool kPaged = true;
  static constexpr std::uint8_t kRootLevel = 2;
  static constexpr std::uint8_t kShadowLevel = 3;
  using Walk = Paging32Walk;
};

struct Pae {
  static constexpr GuestMode kMode = GuestMode::kPae;
  static constexpr const char* kName = "pae";
  static constexpr bool kPaged = true;
  static constexpr std::uint8_t kRootLevel = 3;
  static constexpr std::uint8_t kShadowLevel = 3;
  using Walk = Paging64Walk;
};

struct FourLevel {
  static constexpr GuestMode kMode = GuestMode::kFourLevel;
  static constexpr const char* kName = "four-level";
  static constexpr bool kPaged = true;
  static constexpr std::uint8_t kRootLevel = 4;
  static constexpr std::uint8_t kShadowLevel = 4;
  using Walk = Paging64Walk;
};

struct FiveLevel {
  static constexpr GuestMode kMode = GuestMode::kFiveLevel;
  static constexpr const char* kName = "five-level";
  static constexpr bool kPaged = true;
  static constexpr std::uint8_t kRootLevel = 5;
  static constexpr std::uint8_t kShadowLevel = 5;
  using Walk = Paging64Walk;
};

template <class... Gs>
struct GuestModeList {
  static constexpr std::array<std::string_view, sizeof...(Gs)> kNames{Gs::kName...};
};

// In the order of GuestMode.
using GuestModes = GuestModeList<Unpaged, TwoLevel, Pae, FourLevel, FiveLevel>;

}  // namespace kvm_mmu_bench::mmu
