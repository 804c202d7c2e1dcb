// What is measured: which struct, where it lies, what it is used for, and how much of a call.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "../mmu/strategy.hpp"

namespace kvm_mmu_bench::core {

// Where structs lie: which layout, and the struct's offset in its first line.
struct StructPlace {
  std::size_t layout;  // index into mmu::kLayouts
  std::size_t phase;   // bytes, 0..56, a multiple of 8

  const mmu::LayoutInfo& info() const { return mmu::kLayouts[layout]; }
};

enum class Scope { kWrites, kInit };

struct ScopeInfo {
  std::string_view name;
  std::string_view description;
};

// In the order of Scope.
inline constexpr std::array<ScopeInfo, 2> kScopes{{
    {"writes", "the stores of a reset alone, of values prepared before"},
    {"init", "the whole call: read the vCPU, compute and compare the role, then the stores"},
}};

struct Subject {
  StructPlace place;
  mmu::MmuKind path;
  Scope scope;
  // How a whole call computes: index into mmu::Computes::kNames.
  std::size_t compute;
  mmu::HostParameters host;
};

// KVM's own settings on a host of the path's vendor.
mmu::HostParameters host_parameters(mmu::MmuKind path, unsigned physical_bits,
                                    std::uint8_t max_tdp_level);

// The subject that a layout has unless something else is asked for.
Subject usual_subject(std::size_t layout);

// The latest way of computing that a layout's struct has room for: index as in Subject.
std::size_t usual_compute(std::size_t layout);

// What a guest state means for this subject.
mmu::RoleState role_state(const mmu::GuestState& guest, const Subject& subject);

// The code of one strategy, scope `writes`, for a role state.
inline const mmu::WritesCode& writes_code(const mmu::Strategy& strategy, std::size_t layout,
                                          mmu::MmuKind kind, mmu::GuestMode mode) {
  return strategy.writes[layout][static_cast<std::size_t>(kind)][static_cast<std::size_t>(mode)];
}

// The code of one strategy, scope `init`.
inline mmu::InitFn init_code(const mmu::Strategy& strategy, const Subject& subject) {
  return strategy
      .init[subject.place.layout][static_cast<std::size_t>(subject.path)][subject.compute];
}

}  // namespace kvm_mmu_bench::core
