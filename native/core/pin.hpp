// Keeping the calling thread on one CPU.
#pragma once

#include <string>
#include <vector>

namespace kvm_mmu_bench::core {

// Logical CPUs that this process may use, ascending.
std::vector<int> allowed_cpus();

struct PinResult {
  int cpu;             // where the thread is now bound, -1 if nowhere
  std::string reason;  // why not; empty if it is
};

// Binds the calling thread. cpu -1: the last allowed one (CPU 0 tends to take the interrupts).
PinResult pin_this_thread(int cpu);

// The same for a CPU that is known to be allowed: a thread that a bound one started has inherited
// its mask.
PinResult bind_this_thread(int cpu);

}  // namespace kvm_mmu_bench::core
