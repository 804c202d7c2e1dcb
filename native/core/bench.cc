#include "bench.hpp"

#include <algorithm>

#include "pin.hpp"
#include "tsc.hpp"

namespace kvm_mmu_bench::core {

namespace {

CacheStateSetter make_setter(int cpu) {
  return CacheStateSetter(identify_cpu(), read_caches(std::max(cpu, 0)));
}

}  // namespace

Bench::Bench(const BenchSpec& spec)
    : spec_(spec),
      pinned_cpu_(pin_this_thread(spec.schedule.cpu).cpu),
      random_(spec.schedule.seed),
      setter_(make_setter(pinned_cpu_)),
      counter_log_(spec.counters, spec.columns),
      runner_(spec.schedule, spec.columns, random_) {}

// A state that a passing disturbance hides deserves another look; one that is not there will not
// come.
StateCheck Bench::check_patiently(BlockBank& bank, const JobControl& control) {
  constexpr int kMostLooks = 4;
  if (!spec_.check_state) {
    return {.load_latency_ns = 0,
            .reference_ns = 0,
            .nearer_ns = 0,
            .farther_ns = 0,
            .reached = true,
            .reached_share = 1};
  }
  const double ticks_per_ns = spec_.schedule.ticks_per_ns();
  StateCheck check{};
  for (int look = 0; look < kMostLooks && !check.reached && !control.cancelled; ++look) {
    const LevelLatencies levels = measure_levels(setter_, random_, ticks_per_ns);
    check = check_state(bank, spec_.state, setter_, levels, random_, ticks_per_ns);
  }
  return check;
}

JobSamples Bench::run(const JobControl& control, BlockBank& bank,
                      const std::function<void()>& draw_code,
                      const std::function<std::uint64_t(std::size_t)>& measure,
                      const std::function<void()>& settle) {
  const double ticks_per_ns = spec_.schedule.ticks_per_ns();
  const std::uint64_t begin = ticks_begin();
  JobSamples samples{};
  samples.check = check_patiently(bank, control);
  const double checking_ns = static_cast<double>(ticks_end() - begin) / ticks_per_ns;
  const auto draw = [&] {
    counter_log_.begin_draw();
    bank.place(random_);
    draw_code();
    if (settle) settle();
  };
  static_cast<RoundSamples&>(samples) = runner_.run(control, draw, measure);
  samples.counters = counter_log_.samples(samples.wall_ns * ticks_per_ns);
  samples.busy_ns += checking_ns;
  samples.wall_ns += checking_ns;
  samples.state_method = spec_.check_state ? setter_.method(spec_.state) : "recorded footprint";
  samples.huge_page_share = bank.arena().huge_page_share();
  samples.pinned_cpu = pinned_cpu_;
  return samples;
}

}  // namespace kvm_mmu_bench::core
