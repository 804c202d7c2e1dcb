// What the operating system did to the measuring thread meanwhile. None of it looks at a sample, so
// what is set aside because of it is never set aside for its value.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace kvm_mmu_bench::core {

enum Disturbance : std::uint8_t {
  kSwitched = 1u << 0,  // the thread was switched out
  kFaulted = 1u << 1,   // a page fault
  kMigrated = 1u << 2,  // on another CPU than before
  kOffCpu = 1u << 3,    // CPU time fell short of wall time
  kStolen = 1u << 4,    // the hypervisor ran something else
};
inline constexpr std::array<std::string_view, 5> kDisturbanceNames{"switched", "faulted",
                                                                   "migrated", "offCpu", "stolen"};

class DisturbanceWatch {
 public:
  DisturbanceWatch();
  ~DisturbanceWatch();
  DisturbanceWatch(const DisturbanceWatch&) = delete;
  DisturbanceWatch& operator=(const DisturbanceWatch&) = delete;

  // What happened since the last call of either of these two: for a region, to measure it again.
  std::uint8_t since_last();
  void begin_round();
  // Of the whole round, beyond what since_last() saw of its regions: time off the CPU, migration.
  std::uint8_t end_round(double wall_ns);

  // Steal time of this CPU grew since the last call. A read takes some 30 µs: not for every round.
  bool stolen_since_last();

 private:
  std::int64_t switches_ = 0;
  std::int64_t faults_ = 0;
  int cpu_ = -1;
  double round_cpu_ns_ = 0;
  int proc_stat_ = -1;
  std::int64_t steal_ticks_ = 0;
};

}  // namespace kvm_mmu_bench::core
