// What jobs of strategies in one cache state share: what is asked, what comes back, where it runs.
#pragma once

#include <functional>
#include <vector>

#include "bench.hpp"
#include "code_arena.hpp"
#include "retirement.hpp"
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

// Where a job of strategies measures: a bench with its arena, bank and code.
class Workbench : public Bench {
 public:
  Workbench(const JobSpec& spec, std::span<const GuestRole> states, std::size_t vcpus);

  VcpuBank& bank() { return bank_; }

  // A vCPU outside the bank, always hot: to warm code, branch predictors and role states on.
  const Vcpu& spare() const { return spare_; }

  // A column's code, where the last draw put it.
  const CodeArena& code() const { return code_arena_; }

  // As Bench::run(), with placement and code drawn anew.
  JobSamples run(const JobControl& control,
                 const std::function<std::uint64_t(std::size_t column)>& measure,
                 const std::function<void()>& settle = {});

 private:
  const JobSpec& spec_;
  Arena arena_;
  Arena spare_memory_;
  VcpuBank bank_;
  Vcpu spare_;
  CodeArena code_arena_;
};

}  // namespace kvm_mmu_bench::core
