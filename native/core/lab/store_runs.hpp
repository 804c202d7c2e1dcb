// Straight-line runs of so many 8-byte stores, to calibrate what a core can store per cycle.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "../../mmu/strategy.hpp"
#include "../executable_memory.hpp"

namespace kvm_mmu_bench::core {

inline constexpr std::size_t kMostStores = 1024;

class StoreRuns {
 public:
  // One run for each count. Throws std::bad_alloc.
  explicit StoreRuns(std::span<const std::size_t> counts);

  // Stores so many quadwords, from the struct's start on and over again after kSpanBytes; what they
  // hold does not matter.
  mmu::ResetFn run(std::size_t index) const { return runs_[index]; }

  // Less than any struct, and whole lines of stores.
  static constexpr std::size_t kSpanBytes = 256;

 private:
  ExecutableMemory memory_;
  std::vector<mmu::ResetFn> runs_;
};

}  // namespace kvm_mmu_bench::core
