// Copy routines with a size known only at run time: what a copy costs to start, and per byte.
// strategies/copiers.hpp has those with the size known at compile time, as a memcpy of a struct is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace kvm_mmu_bench::mmu {

// Any size and any alignment; the two must not overlap. Writes nothing but [to, to + bytes) and
// reads nothing but [from, from + bytes).
using CopyFn = void (*)(std::byte* to, const std::byte* from, std::size_t bytes);

struct CopyRoutine {
  std::string_view name;
  std::string_view description;
  // CPU features, Feature bits of strategy.hpp.
  std::uint32_t needs;
  // As Strategy::isolated.
  bool isolated;
  CopyFn copy;
};

std::span<const CopyRoutine> copy_routines();

}  // namespace kvm_mmu_bench::mmu
