// Boot: a workload's transitions in order, each put into the state or preceded by
// the recorded guest, and timed; the sum is one boot. Of several vCPUs each boots, and their mean
// counts.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "boot_script.hpp"
#include "job.hpp"
#include "line_survey.hpp"

namespace kvm_mmu_bench::core {

// The name of what a replayed guest's footprint makes of the caches.
inline constexpr CacheStateInfo kRecordedState{
    "recorded", "wherever the recorded guest's footprint leaves the lines (boots only)"};

struct BootSamples {
  JobSamples job;
  // Of one boot of the baseline, as the comparison of roles decided.
  std::size_t full_resets;
  std::size_t early_resets;
  // Of a recorded guest: where the struct's lines were, and whether its code lines were run.
  std::optional<LineSurvey> survey;
  bool code_ran;
  std::size_t transitions_per_part;
  // By [round][column][part of the boot].
  std::vector<double> part_ticks;
};

// footprint: what the guest touches before each transition, in place of the cache state; empty: the
// job's state.
BootSamples run_boots(const JobSpec& spec, const BootScript& script,
                      std::span<const GuestFootprint> footprint, const JobControl& control);

}  // namespace kvm_mmu_bench::core
