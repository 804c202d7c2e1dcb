// Rounds of a job: every column once in each, in the scheduled order, watched for disturbances.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "disturbance.hpp"
#include "random.hpp"

namespace kvm_mmu_bench::core {

struct Schedule {
  // At most this many rounds; after the least number, only while the time budget lasts. Neither
  // looks at the samples, so stopping cannot bias them.
  std::size_t rounds;
  std::size_t least_rounds;
  double budget_ns;
  // Round by round, the column to run at each position.
  std::vector<std::uint16_t> order;
  std::uint64_t seed;
  // -1: the last allowed one.
  int cpu;
  double tsc_hz;

  double ticks_per_ns() const { return tsc_hz / 1e9; }
};

struct JobControl {
  const std::atomic<bool>& cancelled;
  // Called after every region too, so that a long round shows that it lives.
  std::function<void(std::size_t rounds_done)> on_round;
};

struct RoundSamples {
  // By [round][column].
  std::vector<double> ticks;
  std::size_t rounds;
  // By round: Disturbance flags of what could not be measured again.
  std::vector<std::uint8_t> disturbances;
  // Regions measured again because the operating system interfered.
  std::size_t repeated_regions;
  double wall_ns;
  double busy_ns;
};

// Rounds that share one draw of placement and code addresses: two, so that the spread between draws
// can be told from that within.
inline constexpr std::size_t kRoundsPerDraw = 2;

// Made on the measuring thread, after it was pinned.
class RoundRunner {
 public:
  RoundRunner(const Schedule& schedule, std::size_t columns, Random& random)
      : schedule_(schedule), columns_(columns), random_(random) {}

  // What a thread beside the measuring one saw of a region.
  void note_disturbance(std::uint8_t flags) { noted_ |= flags; }

  // draw: placements anew, before every other round.
  RoundSamples run(const JobControl& control, const std::function<void()>& draw,
                   const std::function<std::uint64_t(std::size_t column)>& measure);

 private:
  void wait_random_part_of_a_step();
  std::uint8_t run_round(std::size_t round, RoundSamples& samples, const JobControl& control,
                         const std::function<std::uint64_t(std::size_t)>& measure);

  const Schedule& schedule_;
  std::size_t columns_;
  Random& random_;
  DisturbanceWatch watch_;
  std::uint8_t noted_ = 0;
};

}  // namespace kvm_mmu_bench::core
