#include "job.hpp"

#include <algorithm>

#include "pin.hpp"
#include "tsc.hpp"

namespace kvm_mmu_bench::core {

namespace {

// A region that the operating system interfered with is measured again, so many times at most.
constexpr int kMostAttempts = 4;

constexpr double kStealCheckNs = 10e6;

CacheStateSetter make_setter(int cpu) {
  return CacheStateSetter(identify_cpu(), read_caches(std::max(cpu, 0)));
}

std::vector<mmu::ResetFn> compiled_code(const JobSpec& spec) {
  std::vector<mmu::ResetFn> functions;
  for (const mmu::Strategy* strategy : spec.columns) {
    const auto& modes = strategy->reset[spec.place.layout];
    functions.insert(functions.end(), modes.begin(), modes.end());
  }
  return functions;
}

}  // namespace

Workbench::Workbench(const JobSpec& spec, std::span<const mmu::RoleState> states, std::size_t vcpus)
    : spec_(spec),
      pinned_cpu_(pin_this_thread(spec.cpu).cpu),
      random_(spec.seed),
      setter_(make_setter(pinned_cpu_)),
      arena_(VcpuBank::arena_bytes(vcpus, states.size())),
      spare_((1 + states.size()) * Vcpu::kImageStride),
      bank_(arena_, spec.place, states, vcpus),
      code_arena_(spec.columns.size() * mmu::kGuestModeCount),
      compiled_(compiled_code(spec)),
      code_(compiled_) {
  bank_.prepare(spare());
}

void Workbench::draw() {
  bank_.place(random_);
  if (spec_.draw_code) code_ = code_arena_.draw(compiled_, random_);
}

// A state that a passing disturbance hides deserves another look; one that is not there will not
// come.
StateCheck Workbench::check_patiently(double ticks_per_ns, const JobControl& control) {
  constexpr int kMostLooks = 4;
  StateCheck check{};
  for (int look = 0; look < kMostLooks && !check.reached && !control.cancelled; ++look) {
    const LevelLatencies levels = measure_levels(setter_, random_, ticks_per_ns);
    check = check_state(bank_, spec_.state, setter_, levels, random_, ticks_per_ns);
  }
  return check;
}

// A coarse counter must not always be at the same point of its step when a region begins.
void Workbench::wait_random_part_of_a_step() {
  constexpr std::size_t kMostTurns = 64;
  for (std::size_t turns = random_.below(kMostTurns); turns > 0; --turns) {
    asm volatile("" ::: "memory");
  }
}

// Every column once. Returns what disturbed the round even after its regions were measured again.
std::uint8_t Workbench::run_round(std::size_t round, JobSamples& samples, const JobControl& control,
                                  const std::function<std::uint64_t(std::size_t)>& measure) {
  const std::size_t columns = spec_.columns.size();
  std::uint8_t disturbed = 0;
  for (std::size_t position = 0; position < columns && !control.cancelled; ++position) {
    const std::size_t column = spec_.order[round * columns + position];
    std::uint8_t seen = 0;
    for (int attempt = 0; attempt < kMostAttempts && !control.cancelled; ++attempt) {
      if (attempt > 0) ++samples.repeated_regions;
      watch_.since_last();
      wait_random_part_of_a_step();
      samples.ticks[round * columns + column] = static_cast<double>(measure(column));
      seen = watch_.since_last();
      if (seen == 0) break;
    }
    disturbed |= seen;
    control.on_round(round);
  }
  return disturbed;
}

JobSamples Workbench::run(const JobControl& control,
                          const std::function<std::uint64_t(std::size_t)>& measure,
                          const std::function<void()>& settle) {
  const std::uint64_t job_begin = ticks_begin();
  const double ticks_per_ns = spec_.tsc_hz / 1e9;
  const auto ns_since = [&](std::uint64_t begin) {
    return static_cast<double>(ticks_end() - begin) / ticks_per_ns;
  };
  JobSamples samples{};
  samples.ticks.assign(spec_.rounds * spec_.columns.size(), 0);
  samples.check = check_patiently(ticks_per_ns, control);
  samples.busy_ns = ns_since(job_begin);
  std::size_t first_unchecked = 0;
  std::uint64_t steal_checked = ticks_begin();
  for (std::size_t round = 0; round < spec_.rounds && !control.cancelled; ++round) {
    const std::uint64_t round_begin = ticks_begin();
    watch_.begin_round();
    if (round % kRoundsPerDraw == 0) {
      draw();
      if (settle) settle();
    }
    std::uint8_t disturbed = run_round(round, samples, control, measure);
    if (control.cancelled) break;
    const double round_ns = ns_since(round_begin);
    // Time off the CPU between the regions, or in one that was then repeated, hurts no sample.
    if ((disturbed & kSwitched) != 0) disturbed |= watch_.end_round(round_ns);
    samples.disturbances.push_back(disturbed);
    samples.busy_ns += round_ns;
    samples.rounds = round + 1;
    control.on_round(samples.rounds);
    if (ns_since(steal_checked) > kStealCheckNs) {
      steal_checked = ticks_begin();
      if (watch_.stolen_since_last()) {
        for (std::size_t i = first_unchecked; i <= round; ++i) samples.disturbances[i] |= kStolen;
      }
      first_unchecked = round + 1;
    }
    const bool draw_is_whole = samples.rounds % kRoundsPerDraw == 0;
    if (draw_is_whole && samples.rounds >= spec_.least_rounds &&
        ns_since(job_begin) > spec_.budget_ns) {
      break;
    }
  }
  if (watch_.stolen_since_last()) {
    for (std::size_t i = first_unchecked; i < samples.rounds; ++i)
      samples.disturbances[i] |= kStolen;
  }
  samples.ticks.resize(samples.rounds * spec_.columns.size());
  samples.state_method = setter_.method(spec_.state);
  samples.huge_page_share = arena_.huge_page_share();
  samples.pinned_cpu = pinned_cpu_;
  samples.wall_ns = ns_since(job_begin);
  return samples;
}

}  // namespace kvm_mmu_bench::core
