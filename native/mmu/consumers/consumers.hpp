// What KVM does with the struct after a reset: reads it back, calls through its pointers (facts,
// section 6). Compiled as the kernel is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace kvm_mmu_bench::mmu {

struct ConsumerContext {
  // Of gva_to_gpa in the struct.
  std::size_t gva_to_gpa;
  // What a rewriting consumer stores there before it calls, one after the other.
  const std::uintptr_t* targets;
};

// number: of the call, in its region.
using ConsumerFn = void (*)(std::byte* mmu, const ConsumerContext* context, std::size_t number);

struct Consumer {
  std::string_view name;
  std::string_view description;
  // Feature bits of strategy.hpp.
  std::uint32_t needs;
  bool isolated;
  bool calls;
  // nullptr: this compiler cannot build it.
  ConsumerFn consume;
};

// The first one does nothing.
std::span<const Consumer> consumers();

}  // namespace kvm_mmu_bench::mmu
