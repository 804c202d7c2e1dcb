// The layouts that strategies are compiled for. A new one: its header, and its name in Layouts.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "../role.hpp"
#include "hot_first.hpp"
#include "v5_16.hpp"
#include "v5_17.hpp"
#include "v5_18.hpp"
#include "v5_19.hpp"
#include "v6_1.hpp"
#include "v6_12.hpp"
#include "v6_18.hpp"

namespace kvm_mmu_bench::mmu {

template <class... Ls>
struct LayoutList {
  static constexpr std::size_t kCount = sizeof...(Ls);
};

using Layouts = LayoutList<V5_16, V5_17, V5_18, V5_19, V6_1, V6_12, V6_18, HotFirst>;

// Where a struct keeps its roles, bytes from its start.
struct RoleOffsets {
  std::size_t role;
  // Of structs with two roles; else 0, where the first is never.
  std::size_t root_role;
};

// One layout as code that does not know its type sees it.
struct LayoutInfo {
  std::string_view name;
  std::string_view description;
  std::size_t size_bytes;
  std::size_t phase;
  // Of members within the kvm_vcpu-shaped block, bytes.
  std::size_t vcpu_bytes;
  std::size_t root_mmu_offset;
  std::size_t nested_mmu_offset;
  VcpuOffsets vcpu;
  RoleOffsets roles;
  RoleStyle role_style;
  std::span<const Field> fields;
};

template <class L>
constexpr RoleOffsets role_offsets() {
  using Mmu = typename L::Mmu;
  if constexpr (requires(Mmu & mmu) { mmu.root_role; }) {
    return {.role = offsetof(Mmu, cpu_role), .root_role = offsetof(Mmu, root_role)};
  } else {
    return {.role = offsetof(Mmu, mmu_role), .root_role = 0};
  }
}

template <class L>
constexpr LayoutInfo describe() {
  constexpr std::size_t root_mmu = offsetof(typename L::Vcpu, root_mmu);
  constexpr RoleOffsets roles = role_offsets<L>();
  return {.name = L::kName,
          .description = L::kDescription,
          .size_bytes = sizeof(typename L::Mmu),
          .phase = root_mmu % kCacheLineBytes,
          .vcpu_bytes = sizeof(typename L::Vcpu),
          .root_mmu_offset = root_mmu,
          .nested_mmu_offset = offsetof(typename L::Vcpu, nested_mmu),
          .vcpu = L::kVcpuAt,
          .roles = roles,
          .role_style = {.split = roles.root_role != 0, .gpte_is_8_bytes = L::kGpteIs8Bytes},
          .fields = L::kFields};
}

template <class... Ls>
constexpr std::array<LayoutInfo, sizeof...(Ls)> describe_all(LayoutList<Ls...>) {
  return {describe<Ls>()...};
}

inline constexpr auto kLayouts = describe_all(Layouts{});

}  // namespace kvm_mmu_bench::mmu
