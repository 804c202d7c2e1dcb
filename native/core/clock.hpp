// What this machine's clocks are worth.
#pragma once

#include <cstdint>

namespace kvm_mmu_bench::core {

struct ClockCalibration {
  double tsc_hz;
  // Greatest common divisor of many differences: the counter's step, ticks.
  std::uint64_t tsc_step_ticks;
  // Cheapest of many empty regions, ticks.
  std::uint64_t timer_overhead_ticks;
  // From a dependent chain of one-cycle additions.
  double core_hz;
};

// Busy for about 0.1 s.
ClockCalibration calibrate_clocks();

}  // namespace kvm_mmu_bench::core
