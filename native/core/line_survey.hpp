// Where the struct's lines are when a recorded boot's resets begin: looked at, line by line, in
// passes of their own, because a look brings the line near.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "boot_guest.hpp"
#include "boot_script.hpp"
#include "job.hpp"
#include "line_levels.hpp"

namespace kvm_mmu_bench::core {

// Looks that found a line in a level, by Level.
using LevelCounts = std::array<std::uint64_t, kLevelNames.size()>;

struct LineSurvey {
  LevelThresholds thresholds;
  // Before SMM entries, and before RSMs.
  LevelCounts enter;
  LevelCounts rsm;
  std::size_t passes;
};

// Replays boots of the baseline, and before each transition looks at one drawn line of those that
// it will dirty.
LineSurvey survey_lines(Workbench& bench, const JobSpec& spec, const BootScript& script,
                        const BootGuest& guest, const std::atomic<bool>& cancelled);

}  // namespace kvm_mmu_bench::core
