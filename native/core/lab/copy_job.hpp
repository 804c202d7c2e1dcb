// What copying costs by size: copies from one place to another, both hot.
#pragma once

#include <string_view>

#include "../../mmu/copies/copies.hpp"
#include "../rounds.hpp"

namespace kvm_mmu_bench::core {

struct CopyArm {
  // nullptr: a call that copies nothing.
  const mmu::CopyRoutine* routine;
  std::size_t bytes;
  // Of both from a line's start.
  std::size_t to_offset;
  std::size_t from_offset;
};

inline constexpr std::size_t kMostCopiedBytes = 4096;
inline constexpr std::size_t kCopiesPerSample = 32;

struct CopySamples : RoundSamples {
  int pinned_cpu;
};

// Samples are ticks of kCopiesPerSample copies, each followed by the next without waiting.
CopySamples run_copies(const std::vector<CopyArm>& arms, const Schedule& schedule,
                       const JobControl& control);

}  // namespace kvm_mmu_bench::core
