#include "job.hpp"

#include <sys/resource.h>

#include <algorithm>

#include "pin.hpp"
#include "tsc.hpp"

namespace kvm_mmu_bench::core {

namespace {

CacheStateSetter make_setter(int cpu) {
  return CacheStateSetter(identify_cpu(), read_caches(std::max(cpu, 0)));
}

std::int64_t involuntary_switches() {
  rusage usage{};
  getrusage(RUSAGE_THREAD, &usage);
  return usage.ru_nivcsw;
}

}  // namespace

Workbench::Workbench(const JobSpec& spec, std::span<const mmu::RoleState> states, std::size_t vcpus)
    : spec_(spec),
      pinned_cpu_(pin_this_thread(spec.cpu).cpu),
      random_(spec.seed),
      setter_(make_setter(pinned_cpu_)),
      arena_(VcpuBank::arena_bytes(vcpus, states.size())),
      spare_((1 + states.size()) * Vcpu::kImageStride),
      bank_(arena_, spec.place, states, vcpus) {
  bank_.prepare(spare());
}

JobSamples Workbench::run(const JobControl& control,
                          const std::function<std::uint64_t(std::size_t, std::size_t)>& measure) {
  const std::uint64_t job_begin = ticks_begin();
  const double ticks_per_ns = spec_.tsc_hz / 1e9;
  const std::size_t columns = spec_.columns.size();
  JobSamples samples{};
  samples.ticks.assign(spec_.rounds * columns, 0);
  samples.check =
      check_state(bank_, spec_.state, setter_, measure_levels(setter_, random_, ticks_per_ns),
                  random_, ticks_per_ns);
  const std::int64_t switches_before = involuntary_switches();
  std::uint64_t busy = 0;
  for (std::size_t round = 0; round < spec_.rounds && !control.cancelled; ++round) {
    const std::uint64_t round_begin = ticks_begin();
    bank_.place(random_);
    for (std::size_t position = 0; position < columns && !control.cancelled; ++position) {
      const std::size_t column = spec_.order[round * columns + position];
      samples.ticks[round * columns + column] = static_cast<double>(measure(round, column));
    }
    busy += ticks_end() - round_begin;
    if (control.cancelled) break;
    samples.rounds = round + 1;
    control.on_round(samples.rounds);
    const double spent_ns = static_cast<double>(ticks_end() - job_begin) / ticks_per_ns;
    if (samples.rounds >= spec_.least_rounds && spent_ns > spec_.budget_ns) break;
  }
  samples.ticks.resize(samples.rounds * columns);
  samples.state_method = setter_.method(spec_.state);
  samples.huge_page_share = arena_.huge_page_share();
  samples.pinned_cpu = pinned_cpu_;
  samples.involuntary_switches = involuntary_switches() - switches_before;
  samples.busy_ns = static_cast<double>(busy) / ticks_per_ns;
  samples.wall_ns = static_cast<double>(ticks_end() - job_begin) / ticks_per_ns;
  return samples;
}

}  // namespace kvm_mmu_bench::core
