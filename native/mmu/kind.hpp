// What an MMU struct is used for, which decides what a reset of it writes (facts, 2.1 to 2.5).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace kvm_mmu_bench::mmu {

enum class MmuKind : std::uint8_t {
  kEpt,     // root_mmu over Intel's two-dimensional tables
  kNpt,     // root_mmu over AMD's
  kShadow,  // root_mmu where KVM shadows the guest's own tables
  kNested,  // nested_mmu, which only walks L2's tables
};

struct Ept {
  static constexpr MmuKind kKind = MmuKind::kEpt;
};
struct Npt {
  static constexpr MmuKind kKind = MmuKind::kNpt;
};
struct Shadow {
  static constexpr MmuKind kKind = MmuKind::kShadow;
};
struct Nested {
  static constexpr MmuKind kKind = MmuKind::kNested;
};

constexpr bool is_tdp(MmuKind kind) { return kind == MmuKind::kEpt || kind == MmuKind::kNpt; }

template <class... Ks>
struct KindList {
  static constexpr std::size_t kCount = sizeof...(Ks);
};

// In the order of MmuKind; the paths are the kinds that root_mmu can have.
using Kinds = KindList<Ept, Npt, Shadow, Nested>;
using Paths = KindList<Ept, Npt, Shadow>;

struct PathInfo {
  std::string_view name;
  std::string_view description;
};

// By MmuKind.
inline constexpr std::array<PathInfo, Paths::kCount> kPaths{{
    {"tdp", "two-dimensional paging as on Intel (EPT)"},
    {"npt", "two-dimensional paging as on AMD (NPT)"},
    {"shadow", "shadow paging: more depends on the role, and early returns store three pointers"},
}};

}  // namespace kvm_mmu_bench::mmu
