// What all measuring jobs share: what is asked, what comes back, and how a job is watched and
// stopped.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "cache_state.hpp"
#include "code_arena.hpp"
#include "disturbance.hpp"
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
  // Core cycles of delay added to each reset of a column (self-test); empty: none, and no code for
  // it.
  std::vector<std::size_t> injected_cycles;
  // Run copies of the strategies' code at drawn addresses. Off where symbols matter more, as under
  // perf.
  bool draw_code;
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
  // Called after every region too, so that a long round shows that it lives.
  std::function<void(std::size_t rounds_done)> on_round;
};

struct JobSamples {
  // By [round][column].
  std::vector<double> ticks;
  std::size_t rounds;
  // By round: Disturbance flags of what could not be measured again.
  std::vector<std::uint8_t> disturbances;
  // Regions measured again because the operating system interfered.
  std::size_t repeated_regions;
  StateCheck check;
  std::string_view state_method;
  double huge_page_share;
  int pinned_cpu;
  double wall_ns;
  double busy_ns;
};

// Rounds that share one draw of placement and code addresses: two, so that the spread between draws
// can be told from that within.
inline constexpr std::size_t kRoundsPerDraw = 2;

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
  Workbench(const JobSpec& spec, std::span<const mmu::RoleState> states, std::size_t vcpus);

  VcpuBank& bank() { return bank_; }
  Random& random() { return random_; }
  void set_state() { setter_.set(spec_.state, bank_.all_lines()); }

  // A vCPU outside the bank, always hot: to warm code, branch predictors and role states on.
  Vcpu spare() { return {.mmu = spare_.data(), .images = spare_.data() + Vcpu::kImageStride}; }

  // The column's code for this guest mode, where the last draw put it.
  mmu::ResetFn code(std::size_t column, mmu::GuestMode mode) const {
    return code_[column * mmu::kGuestModeCount + static_cast<std::size_t>(mode)];
  }

  // Runs measure(column) in the job's order, placement and code drawn anew every other round, and
  // collects. settle: brings a new placement's lines into use, unrecorded; may be empty.
  JobSamples run(const JobControl& control,
                 const std::function<std::uint64_t(std::size_t column)>& measure,
                 const std::function<void()>& settle = {});

 private:
  void draw();
  StateCheck check_patiently(double ticks_per_ns, const JobControl& control);
  void wait_random_part_of_a_step();
  std::uint8_t run_round(std::size_t round, JobSamples& samples, const JobControl& control,
                         const std::function<std::uint64_t(std::size_t)>& measure);

  const JobSpec& spec_;
  int pinned_cpu_;
  Random random_;
  CacheStateSetter setter_;
  Arena arena_;
  std::vector<std::byte> spare_;
  VcpuBank bank_;
  CodeArena code_arena_;
  // As compiled, and as drawn: by [column][guest mode].
  std::vector<mmu::ResetFn> compiled_;
  std::vector<mmu::ResetFn> code_;
  DisturbanceWatch watch_;
};

}  // namespace kvm_mmu_bench::core
