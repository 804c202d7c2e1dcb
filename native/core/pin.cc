#include "pin.hpp"

#include <sched.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

namespace kvm_mmu_bench::core {

namespace {

// Machines with more CPUs than a cpu_set_t holds exist.
constexpr int kMaxCpus = 8192;

struct FreeCpuSet {
  void operator()(cpu_set_t* set) const { CPU_FREE(set); }
};
using CpuSet = std::unique_ptr<cpu_set_t, FreeCpuSet>;

}  // namespace

std::vector<int> allowed_cpus() {
  const std::size_t size = CPU_ALLOC_SIZE(kMaxCpus);
  const CpuSet set(CPU_ALLOC(kMaxCpus));
  CPU_ZERO_S(size, set.get());
  std::vector<int> cpus;
  if (sched_getaffinity(0, size, set.get()) != 0) return cpus;
  for (int cpu = 0; cpu < kMaxCpus; ++cpu) {
    if (CPU_ISSET_S(static_cast<std::size_t>(cpu), size, set.get())) cpus.push_back(cpu);
  }
  return cpus;
}

PinResult pin_this_thread(int cpu) {
  const std::vector<int> allowed = allowed_cpus();
  if (allowed.empty()) return {-1, "the allowed CPUs cannot be read"};
  const int target = cpu == -1 ? allowed.back() : cpu;
  if (std::find(allowed.begin(), allowed.end(), target) == allowed.end()) {
    return {-1, "CPU " + std::to_string(target) + " is not among the allowed ones"};
  }
  return bind_this_thread(target);
}

PinResult bind_this_thread(int cpu) {
  const std::size_t size = CPU_ALLOC_SIZE(kMaxCpus);
  const CpuSet set(CPU_ALLOC(kMaxCpus));
  CPU_ZERO_S(size, set.get());
  CPU_SET_S(static_cast<std::size_t>(cpu), size, set.get());
  if (sched_setaffinity(0, size, set.get()) != 0) {
    return {-1, std::string("sched_setaffinity: ") + std::strerror(errno)};
  }
  return {cpu, ""};
}

}  // namespace kvm_mmu_bench::core
