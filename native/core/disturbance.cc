#include "disturbance.hpp"

#include <fcntl.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <string>

namespace kvm_mmu_bench::core {

namespace {

double thread_cpu_ns() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

// The eighth number of the CPU's line in /proc/stat; -1 if it cannot be read.
std::int64_t read_steal(int descriptor, int cpu) {
  std::array<char, 16384> text{};
  const ssize_t length = pread(descriptor, text.data(), text.size() - 1, 0);
  if (length <= 0) return -1;
  const std::string name = "\ncpu" + std::to_string(cpu) + " ";
  const char* line = std::strstr(text.data(), name.c_str());
  if (line == nullptr) return -1;
  long long steal = -1;
  const int read = std::sscanf(line + name.size(), "%*d %*d %*d %*d %*d %*d %*d %lld", &steal);
  return read == 1 ? steal : -1;
}

}  // namespace

DisturbanceWatch::DisturbanceWatch()
    : cpu_(sched_getcpu()), proc_stat_(open("/proc/stat", O_RDONLY | O_CLOEXEC)) {
  steal_ticks_ = read_steal(proc_stat_, cpu_);
  since_last();
}

DisturbanceWatch::~DisturbanceWatch() {
  if (proc_stat_ >= 0) close(proc_stat_);
}

std::uint8_t DisturbanceWatch::since_last() {
  rusage usage{};
  getrusage(RUSAGE_THREAD, &usage);
  const std::int64_t switches = usage.ru_nivcsw + usage.ru_nvcsw;
  const std::int64_t faults = usage.ru_minflt + usage.ru_majflt;
  std::uint8_t seen = 0;
  if (switches != switches_) seen |= kSwitched;
  if (faults != faults_) seen |= kFaulted;
  switches_ = switches;
  faults_ = faults;
  return seen;
}

void DisturbanceWatch::begin_round() {
  since_last();
  round_cpu_ns_ = thread_cpu_ns();
}

std::uint8_t DisturbanceWatch::end_round(double wall_ns) {
  // The two clocks are read a microsecond or two apart.
  constexpr double kSlackNs = 10'000;
  constexpr double kSlackShare = 0.02;
  std::uint8_t seen = 0;
  const double missing = wall_ns - (thread_cpu_ns() - round_cpu_ns_);
  if (missing > std::max(kSlackNs, kSlackShare * wall_ns)) seen |= kOffCpu;
  const int cpu = sched_getcpu();
  if (cpu != cpu_) seen |= kMigrated;
  cpu_ = cpu;
  return seen;
}

bool DisturbanceWatch::stolen_since_last() {
  const std::int64_t ticks = read_steal(proc_stat_, cpu_);
  const bool grew = steal_ticks_ >= 0 && ticks > steal_ticks_;
  steal_ticks_ = ticks;
  return grew;
}

}  // namespace kvm_mmu_bench::core
