#include "rounds.hpp"

#include <utility>

#include "tsc.hpp"

namespace kvm_mmu_bench::core {

namespace {

// A region that the operating system interfered with is measured again, so many times at most.
constexpr int kMostAttempts = 4;

constexpr double kStealCheckNs = 10e6;

}  // namespace

// A coarse counter must not always be at the same point of its step when a region begins.
void RoundRunner::wait_random_part_of_a_step() {
  constexpr std::size_t kMostTurns = 64;
  for (std::size_t turns = random_.below(kMostTurns); turns > 0; --turns) {
    asm volatile("" ::: "memory");
  }
}

// Every column once. Returns what disturbed the round even after its regions were measured again.
std::uint8_t RoundRunner::run_round(std::size_t round, RoundSamples& samples,
                                    const JobControl& control,
                                    const std::function<std::uint64_t(std::size_t)>& measure) {
  std::uint8_t disturbed = 0;
  for (std::size_t position = 0; position < columns_ && !control.cancelled; ++position) {
    const std::size_t column = schedule_.order[round * columns_ + position];
    std::uint8_t seen = 0;
    for (int attempt = 0; attempt < kMostAttempts && !control.cancelled; ++attempt) {
      if (attempt > 0) ++samples.repeated_regions;
      watch_.since_last();
      wait_random_part_of_a_step();
      samples.ticks[round * columns_ + column] = static_cast<double>(measure(column));
      seen = watch_.since_last() | std::exchange(noted_, std::uint8_t{0});
      if (seen == 0) break;
    }
    disturbed |= seen;
    control.on_round(round);
  }
  return disturbed;
}

RoundSamples RoundRunner::run(const JobControl& control, const std::function<void()>& draw,
                              const std::function<std::uint64_t(std::size_t)>& measure) {
  const std::uint64_t begin = ticks_begin();
  const auto ns_since = [&](std::uint64_t then) {
    return static_cast<double>(ticks_end() - then) / schedule_.ticks_per_ns();
  };
  RoundSamples samples{};
  samples.ticks.assign(schedule_.rounds * columns_, 0);
  std::size_t first_unchecked = 0;
  std::uint64_t steal_checked = ticks_begin();
  for (std::size_t round = 0; round < schedule_.rounds && !control.cancelled; ++round) {
    const std::uint64_t round_begin = ticks_begin();
    watch_.begin_round();
    if (round % kRoundsPerDraw == 0) draw();
    std::uint8_t disturbed = run_round(round, samples, control, measure);
    if (control.cancelled) break;
    const double round_ns = ns_since(round_begin);
    // Time off the CPU between the regions, or in one that was then repeated, hurts no sample.
    if ((disturbed & kSwitched) != 0) disturbed |= watch_.end_round(round_ns);
    samples.disturbances.push_back(disturbed);
    samples.busy_ns += round_ns;
    samples.rounds = round + 1;
    control.on_round(samples.rounds);
    if (ns_since(steal_checked) > kStealCheckNs) {
      steal_checked = ticks_begin();
      if (watch_.stolen_since_last()) {
        for (std::size_t i = first_unchecked; i <= round; ++i) samples.disturbances[i] |= kStolen;
      }
      first_unchecked = round + 1;
    }
    const bool draw_is_whole = samples.rounds % kRoundsPerDraw == 0;
    if (draw_is_whole && samples.rounds >= schedule_.least_rounds &&
        ns_since(begin) > schedule_.budget_ns) {
      break;
    }
  }
  if (watch_.stolen_since_last()) {
    for (std::size_t i = first_unchecked; i < samples.rounds; ++i)
      samples.disturbances[i] |= kStolen;
  }
  samples.ticks.resize(samples.rounds * columns_);
  samples.wall_ns = ns_since(begin);
  return samples;
}

}  // namespace kvm_mmu_bench::core
