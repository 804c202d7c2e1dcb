#include "counters.hpp"

#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace kvm_mmu_bench::core {

namespace {

const char* likely_cause(int error) {
  switch (error) {
    case ENOENT:
    case EOPNOTSUPP:
      return "no PMU, as in most virtual machines";
    case EACCES:
    case EPERM:
      return "kernel.perf_event_paranoid or a container's seccomp filter forbids it";
    case ENOSYS:
      return "the kernel has no perf_event_open";
    default:
      return "cause unknown";
  }
}

}  // namespace

std::string hardware_counters_unavailable() {
  perf_event_attr attributes{};
  attributes.type = PERF_TYPE_HARDWARE;
  attributes.size = sizeof attributes;
  attributes.config = PERF_COUNT_HW_CPU_CYCLES;
  attributes.exclude_kernel = 1;
  attributes.exclude_hv = 1;
  const long descriptor = syscall(SYS_perf_event_open, &attributes, 0, -1, -1, 0);
  if (descriptor >= 0) {
    close(static_cast<int>(descriptor));
    return "";
  }
  const int error = errno;
  return std::string("perf_event_open(cycles): ") + std::strerror(error) + " (" +
         likely_cause(error) + ")";
}

}  // namespace kvm_mmu_bench::core
