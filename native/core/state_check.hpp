// Proof that a cache state was reached: the latency of dependent loads of the very lines.
#pragma once

#include <span>
#include <vector>

#include "block_bank.hpp"
#include "cache_state.hpp"
#include "random.hpp"

namespace kvm_mmu_bench::core {

// What one dependent load costs on this host now, by where its line is; core cycles vary, so
// measured per run.
struct LevelLatencies {
  double l1_ns;
  double l2_ns;
  double dram_ns;
};

struct StateCheck {
  double load_latency_ns;
  // Latency of lines known to be in the state's level, and in the next nearer and farther; 0: none
  // known.
  double reference_ns;
  double nearer_ns;
  double farther_ns;
  bool reached;
  // Of the lines, timed in groups of kLinesPerGroup because a counter may step by several
  // latencies.
  double reached_share;
};

inline constexpr std::size_t kLinesPerGroup = 32;

// Of dependent loads of these lines, once; the list itself is hot.
double mean_load_ns(std::span<std::byte* const> lines, double ticks_per_ns);

// One line of each adjacent pair: fetching one from memory tends to bring the other.
std::vector<std::byte*> one_of_each_pair(std::span<std::byte* const> lines, std::size_t parity);

LevelLatencies measure_levels(const CacheStateSetter& setter, Random& random, double ticks_per_ns);

// Sets the state and times the struct lines, over several placements. Leaves the bank placed.
StateCheck check_state(BlockBank& bank, CacheState state, const CacheStateSetter& setter,
                       const LevelLatencies& levels, Random& random, double ticks_per_ns);

}  // namespace kvm_mmu_bench::core
