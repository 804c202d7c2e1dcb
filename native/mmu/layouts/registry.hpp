// The layouts that strategies are compiled for. A new one: its header, and its name in Layouts.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "hot_first.hpp"
#include "v5_16.hpp"
#include "v5_17.hpp"

namespace kvm_mmu_bench::mmu {

template <class... Ls>
struct LayoutList {
  static constexpr std::size_t kCount = sizeof...(Ls);
};

using Layouts = LayoutList<V5_16, V5_17, HotFirst>;

// One layout as code that does not know its type sees it.
struct LayoutInfo {
  std::string_view name;
  std::string_view description;
  std::size_t size_bytes;
  std::size_t phase;
  std::size_t vcpu_bytes;
  std::size_t root_mmu_offset;
  std::size_t role_offset;
  bool gpte_is_8_bytes;
  std::span<const Field> fields;
};

template <class L>
constexpr LayoutInfo describe() {
  constexpr std::size_t root_mmu = offsetof(typename L::Vcpu, root_mmu);
  return {.name = L::kName,
          .description = L::kDescription,
          .size_bytes = sizeof(typename L::Mmu),
          .phase = root_mmu % kCacheLineBytes,
          .vcpu_bytes = sizeof(typename L::Vcpu),
          .root_mmu_offset = root_mmu,
          .role_offset = offsetof(typename L::Mmu, mmu_role),
          .gpte_is_8_bytes = L::kGpteIs8Bytes,
          .fields = L::kFields};
}

template <class... Ls>
constexpr std::array<LayoutInfo, sizeof...(Ls)> describe_all(LayoutList<Ls...>) {
  return {describe<Ls>()...};
}

inline constexpr auto kLayouts = describe_all(Layouts{});

}  // namespace kvm_mmu_bench::mmu
