// Delays of known numbers of core cycles: chains of dependent one-cycle additions, for the
// self-test to inject into a strategy. Straight-line, so there is no branch to mispredict; each
// begins at a line's start, because where a chain is entered can cost a cycle.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace kvm_mmu_bench::core {

inline constexpr std::size_t kMostSlideCycles = 4096;

using Slide = void (*)();

class SlideArena {
 public:
  // One slide for each number of cycles. Writable only while it is filled. Throws std::bad_alloc.
  explicit SlideArena(std::span<const std::size_t> cycles);
  ~SlideArena();
  SlideArena(const SlideArena&) = delete;
  SlideArena& operator=(const SlideArena&) = delete;

  // Takes its cycles besides call and return, which run beside the chain once it is a few cycles
  // long.
  Slide slide(std::size_t index) const { return slides_[index]; }

 private:
  std::byte* memory_;
  std::size_t bytes_;
  std::vector<Slide> slides_;
};

}  // namespace kvm_mmu_bench::core
