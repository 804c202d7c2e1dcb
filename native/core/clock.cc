#include "clock.hpp"

#include <algorithm>
#include <ctime>
#include <limits>
#include <numeric>

#include "tsc.hpp"

namespace kvm_mmu_bench::core {

namespace {

double monotonic_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC_RAW, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

struct ClockPair {
  double ns;
  std::uint64_t ticks;
};

// The clock reading that was bracketed most tightly by two counter readings.
ClockPair read_both_clocks() {
  ClockPair best{};
  std::uint64_t tightest = std::numeric_limits<std::uint64_t>::max();
  for (int attempt = 0; attempt < 50; ++attempt) {
    const std::uint64_t before = ticks_begin();
    const double ns = monotonic_ns();
    const std::uint64_t after = ticks_end();
    if (after - before >= tightest) continue;
    tightest = after - before;
    best = {ns, before + (after - before) / 2};
  }
  return best;
}

double measure_tsc_hz() {
  constexpr double kWindowNs = 50e6;
  const ClockPair start = read_both_clocks();
  while (monotonic_ns() - start.ns < kWindowNs) {
  }
  const ClockPair end = read_both_clocks();
  return static_cast<double>(end.ticks - start.ticks) / (end.ns - start.ns) * 1e9;
}

// Fastest of several windows: the others were interrupted or not yet at full clock.
double measure_core_hz(double tsc_hz) {
  constexpr std::uint64_t kAdditions = 1'000'000;
  constexpr std::uint64_t kPerLoop = 10;
  std::uint64_t fastest = std::numeric_limits<std::uint64_t>::max();
  for (int window = 0; window < 60; ++window) {
    std::uint64_t value = 0;
    std::uint64_t loops = kAdditions / kPerLoop;
    const std::uint64_t begin = ticks_begin();
    // The chain bounds the loop: its own counter runs in parallel.
    asm volatile("1:\n\t.rept 10\n\tadd $1, %[value]\n\t.endr\n\tdec %[loops]\n\tjnz 1b"
                 : [value] "+r"(value), [loops] "+r"(loops));
    fastest = std::min(fastest, ticks_end() - begin);
  }
  return static_cast<double>(kAdditions) * tsc_hz / static_cast<double>(fastest);
}

}  // namespace

ClockCalibration calibrate_clocks() {
  ClockCalibration calibration{};
  calibration.timer_overhead_ticks = std::numeric_limits<std::uint64_t>::max();
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t begin = ticks_begin();
    const std::uint64_t ticks = ticks_end() - begin;
    calibration.tsc_step_ticks = std::gcd(calibration.tsc_step_ticks, ticks);
    calibration.timer_overhead_ticks = std::min(calibration.timer_overhead_ticks, ticks);
  }
  calibration.tsc_hz = measure_tsc_hz();
  calibration.core_hz = measure_core_hz(calibration.tsc_hz);
  return calibration;
}

}  // namespace kvm_mmu_bench::core
