// What events counted in the regions of a job. Not in all of its rounds: reading counters takes
// longer than many resets, and its system call disturbs what comes after.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "counters.hpp"
#include "tsc.hpp"

namespace kvm_mmu_bench::core {

struct CounterSamples {
  // By [draw that was counted][column][event]; NaN: not counted all the while.
  std::vector<double> counts;
  std::size_t draws = 0;
  // Of the job's time, in reading counters.
  double time_share = 0;
};

class CounterLog {
 public:
  CounterLog(std::span<const CounterEvent* const> events, std::size_t columns)
      : counters_(events), columns_(columns) {}

  // Another draw of placements begins: is it one that is counted?
  void begin_draw() {
    counting_ = draws_seen_++ % kDrawsPerCount == 0;
    if (!counting_) return;
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    ++samples_.draws;
    samples_.counts.resize(samples_.draws * columns_ * counters_.size(), kNone);
  }

  // Ticks of the region; a region measured again counts again.
  template <class Region>
  std::uint64_t around(std::size_t column, Region region) {
    if (!counting_ || counters_.size() == 0) return region();
    const std::uint64_t begin = ticks_begin();
    counters_.start();
    const std::uint64_t started = ticks_end();
    const std::uint64_t ticks = region();
    const std::uint64_t ended = ticks_begin();
    counters_.stop(row(column));
    reading_ticks_ += (started - begin) + (ticks_end() - ended);
    return ticks;
  }

  CounterSamples samples(double job_ticks) const {
    CounterSamples samples = samples_;
    samples.time_share = job_ticks > 0 ? static_cast<double>(reading_ticks_) / job_ticks : 0;
    return samples;
  }

 private:
  static constexpr std::size_t kDrawsPerCount = 16;

  std::span<double> row(std::size_t column) {
    const std::size_t at = ((samples_.draws - 1) * columns_ + column) * counters_.size();
    return std::span(samples_.counts).subspan(at, counters_.size());
  }

  Counters counters_;
  std::size_t columns_;
  std::size_t draws_seen_ = 0;
  bool counting_ = false;
  std::uint64_t reading_ticks_ = 0;
  CounterSamples samples_;
};

}  // namespace kvm_mmu_bench::core
