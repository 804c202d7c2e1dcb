// What KVM does with the struct after a reset: reads it back, calls through its pointers (facts,
// section 6). Compiled as the kernel is.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace kvm_mmu_bench::mmu {

struct ConsumerContext {
  // Of the pointer in the struct that is read or called.
  std::size_t pointer;
  // What a rewriting consumer stores there before it calls, one after the other.
  const std::uintptr_t* targets;
};

// number: of the call, in its region.
using ConsumerFn = void (*)(std::byte* mmu, const ConsumerContext* context, std::size_t number);

enum class ConsumerKind { kNone, kReads, kCalls, kRewrites };

// In the order of ConsumerKind.
inline constexpr std::array<std::string_view, 4> kConsumerKinds{"none", "reads", "calls",
                                                                "rewrites"};

struct Consumer {
  ConsumerKind kind;
  std::string_view name;
  std::string_view description;
  // Feature bits of strategy.hpp.
  std::uint32_t needs;
  bool isolated;
  // nullptr: this compiler cannot build it.
  ConsumerFn consume;
};

// The first one does nothing.
std::span<const Consumer> consumers();

}  // namespace kvm_mmu_bench::mmu
