// What jobs of strategies in one cache state share: what is asked, what comes back, where it runs.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "cache_state.hpp"
#include "code_arena.hpp"
#include "counter_log.hpp"
#include "retirement.hpp"
#include "rounds.hpp"
#include "state_check.hpp"
#include "vcpu_bank.hpp"

namespace kvm_mmu_bench::core {

// All strategies of a job are interleaved.
struct JobSpec {
  Subject subject;
  CacheState state;
  Retirement retirement;
  std::vector<const mmu::Strategy*> columns;
  // Core cycles of delay added to each reset of a column (self-test); empty: none, and no code for
  // it.
  std::vector<std::size_t> injected_cycles;
  // Run copies of the strategies' code at drawn addresses. Off where symbols matter more, as under
  // perf.
  bool draw_code;
  Schedule schedule;
  // Off where the state is none of CacheState's: there is nothing to check.
  bool check_state = true;
  // To be counted, beside the time, in the regions of banks.
  std::vector<const CounterEvent*> counters = {};
  // Of boots: how many boot at a time, and on how many threads.
  std::size_t vcpus = 1;
  std::size_t threads = 1;
  // What the threads may run on; the measuring thread itself, once pinned, no longer knows.
  std::vector<int> cpus = {};
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

// Where a job measures: the pinned thread, its arena, bank, code and cache states. Made on the
// measuring thread.
class Workbench {
 public:
  Workbench(const JobSpec& spec, std::span<const GuestRole> states, std::size_t vcpus);

  VcpuBank& bank() { return bank_; }
  Random& random() { return random_; }
  const CacheStateSetter& setter() const { return setter_; }
  void set_state() { setter_.set(spec_.state, bank_.all_lines()); }

  int pinned_cpu() const { return pinned_cpu_; }

  // Ticks of a column's region, with its events counted where this is a round of that.
  template <class Region>
  std::uint64_t counted(std::size_t column, Region region) {
    return counter_log_.around(column, region);
  }

  // What a thread beside the measuring one saw of a region.
  void note_disturbance(std::uint8_t flags) { runner_.note_disturbance(flags); }

  // A vCPU outside the bank, always hot: to warm code, branch predictors and role states on.
  const Vcpu& spare() const { return spare_; }

  // A column's code, where the last draw put it.
  const CodeArena& code() const { return code_arena_; }

  // Runs measure(column) in the job's order, placement and code drawn anew every other round, and
  // collects. settle: brings a new placement's lines into use, unrecorded; may be empty.
  JobSamples run(const JobControl& control,
                 const std::function<std::uint64_t(std::size_t column)>& measure,
                 const std::function<void()>& settle = {});

 private:
  void draw();
  StateCheck check_patiently(double ticks_per_ns, const JobControl& control);

  const JobSpec& spec_;
  int pinned_cpu_;
  Random random_;
  CacheStateSetter setter_;
  Arena arena_;
  Arena spare_memory_;
  VcpuBank bank_;
  Vcpu spare_;
  CodeArena code_arena_;
  CounterLog counter_log_;
  RoundRunner runner_;
};

}  // namespace kvm_mmu_bench::core
