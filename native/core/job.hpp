// What all measuring jobs share: what is asked, what comes back, and how a job is watched and
// stopped.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "cache_state.hpp"
#include "retirement.hpp"
#include "state_check.hpp"
#include "vcpu_bank.hpp"

namespace kvm_mmu_bench::core {

// All strategies of a job are interleaved: `order` holds, round by round, the column to run at each
// position.
struct JobSpec {
  StructPlace place;
  CacheState state;
  Retirement retirement;
  std::vector<const mmu::Strategy*> columns;
  // At most this many rounds; after the least number, only while the time budget lasts. Neither
  // looks at the samples, so stopping cannot bias them.
  std::size_t rounds;
  std::size_t least_rounds;
  double budget_ns;
  std::vector<std::uint16_t> order;
  std::uint64_t seed;
  int cpu;
  double tsc_hz;
};

struct JobControl {
  const std::atomic<bool>& cancelled;
  std::function<void(std::size_t rounds_done)> on_round;
};

struct JobSamples {
  // By [round][column].
  std::vector<double> ticks;
  std::size_t rounds;
  StateCheck check;
  std::string_view state_method;
  double huge_page_share;
  int pinned_cpu;
  double wall_ns;
  double busy_ns;
  std::int64_t involuntary_switches;
};

// Reads memory that a timed region needs besides what it measures.
template <class T>
void warm(std::span<const T> items) {
  for (std::size_t at = 0; at < items.size_bytes(); at += mmu::kCacheLineBytes) {
    asm volatile("" ::"r"(reinterpret_cast<const volatile char*>(items.data())[at]));
  }
}

// Where a job measures: the pinned thread, its arena, bank and cache states. Made on the measuring
// thread.
class Workbench {
 public:
  Workbench(const JobSpec& spec, std::span<const mmu::RoleState> states, std::size_t vcpus);

  VcpuBank& bank() { return bank_; }
  Random& random() { return random_; }
  void set_state() { setter_.set(spec_.state, bank_.all_lines()); }

  // A vCPU outside the bank, always hot: to warm code, branch predictors and role states on.
  Vcpu spare() { return {.mmu = spare_.data(), .images = spare_.data() + Vcpu::kImageStride}; }

  // Runs measure_column(round, column) in the job's order, a new placement each round, and
  // collects.
  JobSamples run(
      const JobControl& control,
      const std::function<std::uint64_t(std::size_t round, std::size_t column)>& measure);

 private:
  const JobSpec& spec_;
  int pinned_cpu_;
  Random random_;
  CacheStateSetter setter_;
  Arena arena_;
  std::vector<std::byte> spare_;
  VcpuBank bank_;
};

}  // namespace kvm_mmu_bench::core
