#include "counter_events.hpp"

#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "file_descriptor.hpp"

namespace kvm_mmu_bench::core {

namespace {

constexpr std::uint64_t cache_misses(std::uint64_t cache, std::uint64_t operation) {
  return cache | operation << 8 | std::uint64_t{PERF_COUNT_HW_CACHE_RESULT_MISS} << 16;
}

constexpr std::array<CounterEvent, 11> kEvents{{
    {"cycles", "core cycles", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES},
    {"instructions", "instructions retired", PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS},
    {"branch-misses", "branches mispredicted", PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_MISSES},
    {"L1-dcache-load-misses", "loads that missed the first level", PERF_TYPE_HW_CACHE,
     cache_misses(PERF_COUNT_HW_CACHE_L1D, PERF_COUNT_HW_CACHE_OP_READ)},
    {"L1-dcache-store-misses", "stores that missed the first level", PERF_TYPE_HW_CACHE,
     cache_misses(PERF_COUNT_HW_CACHE_L1D, PERF_COUNT_HW_CACHE_OP_WRITE)},
    {"LLC-misses", "misses of the last-level cache", PERF_TYPE_HARDWARE,
     PERF_COUNT_HW_CACHE_MISSES},
    {"dTLB-load-misses", "loads without a translation", PERF_TYPE_HW_CACHE,
     cache_misses(PERF_COUNT_HW_CACHE_DTLB, PERF_COUNT_HW_CACHE_OP_READ)},
    {"dTLB-store-misses", "stores without a translation", PERF_TYPE_HW_CACHE,
     cache_misses(PERF_COUNT_HW_CACHE_DTLB, PERF_COUNT_HW_CACHE_OP_WRITE)},
    {"task-clock", "ns that the thread ran", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK},
    {"context-switches", "times the thread was switched out", PERF_TYPE_SOFTWARE,
     PERF_COUNT_SW_CONTEXT_SWITCHES},
    {"page-faults", "page faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS},
}};

std::string paranoid_setting() {
  std::ifstream file("/proc/sys/kernel/perf_event_paranoid");
  std::string setting;
  return std::getline(file, setting) ? "is " + setting : "cannot be read";
}

std::string cause_and_remedy(int error) {
  switch (error) {
    case ENOENT:
    case EOPNOTSUPP:
    case ENODEV:
      return "no PMU, as in most virtual machines, or one that lacks the event: run on bare metal, "
             "or "
             "have the host pass its PMU through";
    case EACCES:
    case EPERM:
      return "kernel.perf_event_paranoid " + paranoid_setting() +
             ", or a container's seccomp filter forbids it: sysctl kernel.perf_event_paranoid=1, "
             "or "
             "CAP_PERFMON";
    case EINVAL:
      return "this kernel does not know the event: use a newer one";
    case EMFILE:
      return "too many open files: raise ulimit -n";
    case ENOSYS:
      return "the kernel has no perf_event_open: build it with CONFIG_PERF_EVENTS";
    default:
      return "cause unknown";
  }
}

}  // namespace

bool CounterEvent::is_software() const { return type == PERF_TYPE_SOFTWARE; }

std::span<const CounterEvent> counter_events() { return kEvents; }

const CounterEvent* find_counter_event(std::string_view name) {
  for (const CounterEvent& event : kEvents) {
    if (event.name == name) return &event;
  }
  return nullptr;
}

perf_event_attr counter_attributes(const CounterEvent& event) {
  perf_event_attr attributes{};
  attributes.type = event.type;
  attributes.size = sizeof attributes;
  attributes.config = event.config;
  // Software events happen in the kernel.
  attributes.exclude_kernel = event.is_software() ? 0 : 1;
  attributes.exclude_hv = 1;
  attributes.read_format =
      PERF_FORMAT_GROUP | PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
  return attributes;
}

std::string counter_unavailable(const CounterEvent& event) {
  perf_event_attr attributes = counter_attributes(event);
  const FileDescriptor file(
      static_cast<int>(syscall(SYS_perf_event_open, &attributes, 0, -1, -1, 0)));
  if (file.get() >= 0) return "";
  const int error = errno;
  return "perf_event_open(" + std::string(event.name) + "): " + std::strerror(error) + ": " +
         cause_and_remedy(error);
}

}  // namespace kvm_mmu_bench::core
