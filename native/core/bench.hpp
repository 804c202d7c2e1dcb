// Where a job measures, whatever it measures: the pinned thread, its cache states, counters and
// rounds.
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "block_bank.hpp"
#include "cache_state.hpp"
#include "counter_log.hpp"
#include "rounds.hpp"
#include "state_check.hpp"

namespace kvm_mmu_bench::core {

struct BenchSpec {
  const Schedule& schedule;
  CacheState state;
  // Off where the state is none of CacheState's: there is nothing to check.
  bool check_state;
  // To be counted, beside the time.
  std::span<const CounterEvent* const> counters;
  std::size_t columns;
};

struct JobSamples : RoundSamples {
  CounterSamples counters;
  StateCheck check;
  std::string_view state_method;
  double huge_page_share;
  int pinned_cpu;
};

// Reads memory that a timed region needs besides what it measures.
template <class T>
void warm(std::span<const T> items) {
  for (std::size_t at = 0; at < items.size_bytes(); at += mmu::kCacheLineBytes) {
    asm volatile("" ::"r"(reinterpret_cast<const volatile char*>(items.data())[at]));
  }
}

// The first region after a draw finds lines that have been in memory, not in the last-level cache:
// where that is the state, one more region, unrecorded.
inline std::function<void()> settling(CacheState state,
                                      const std::function<std::uint64_t(std::size_t)>& measure) {
  if (state != CacheState::kL2Evicted) return {};
  return [measure] { measure(0); };
}

// Made on the measuring thread, which it pins.
class Bench {
 public:
  explicit Bench(const BenchSpec& spec);

  Random& random() { return random_; }
  const CacheStateSetter& setter() const { return setter_; }
  int pinned_cpu() const { return pinned_cpu_; }

  // Ticks of a column's region over blocks that have just been made anew: with the bank in the
  // state, code and predictors warm from the spare, and events counted where this is a round of
  // that. time(blocks, passes) is the region.
  template <class Block, class Time>
  std::uint64_t region(std::size_t column, const BlockBank& bank, std::span<const Block> blocks,
                       const Block& spare, std::size_t passes, Time time) {
    setter_.set(spec_.state, bank.all_lines());
    time(std::span(&spare, 1), 2);
    warm(blocks);
    return counter_log_.around(column, [&] { return time(blocks, passes); });
  }

  // What a thread beside the measuring one saw of a region.
  void note_disturbance(std::uint8_t flags) { runner_.note_disturbance(flags); }

  // Runs measure(column) in the job's order, the bank placed and draw_code() called anew every
  // other round, and collects. settle: brings a new placement's lines into use, unrecorded; may be
  // empty.
  JobSamples run(const JobControl& control, BlockBank& bank, const std::function<void()>& draw_code,
                 const std::function<std::uint64_t(std::size_t column)>& measure,
                 const std::function<void()>& settle);

 private:
  StateCheck check_patiently(BlockBank& bank, const JobControl& control);

  BenchSpec spec_;
  int pinned_cpu_;
  Random random_;
  CacheStateSetter setter_;
  CounterLog counter_log_;
  RoundRunner runner_;
};

}  // namespace kvm_mmu_bench::core
