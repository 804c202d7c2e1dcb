// Delays of known numbers of core cycles: chains of dependent one-cycle additions, for the
// self-test to inject into a strategy. Straight-line, so there is no branch to mispredict; each
// begins at a line's start, because where a chain is entered can cost a cycle.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "executable_memory.hpp"

namespace kvm_mmu_bench::core {

inline constexpr std::size_t kMostSlideCycles = 4096;

using Slide = void (*)();

// The fences keep a delay from running in the shadow of what is around it.
[[gnu::always_inline]] inline void run_fenced(Slide delay) {
  asm volatile("lfence" ::: "memory");
  delay();
  asm volatile("lfence" ::: "memory");
}

class SlideArena {
 public:
  // One slide for each number of cycles. Throws std::bad_alloc.
  explicit SlideArena(std::span<const std::size_t> cycles);

  // Takes its cycles besides call and return, which run beside the chain once it is a few cycles
  // long.
  Slide slide(std::size_t index) const { return slides_[index]; }

 private:
  ExecutableMemory memory_;
  std::vector<Slide> slides_;
};

}  // namespace kvm_mmu_bench::core
