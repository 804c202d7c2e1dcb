#include "job.hpp"

#include <algorithm>
#include <utility>

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

// Every function that the columns may run.
std::vector<CodeAddress> code_of(const JobSpec& spec, std::span<const GuestRole> states) {
  std::vector<CodeAddress> functions;
  for (const mmu::Strategy* strategy : spec.columns) {
    if (spec.subject.scope == Scope::kInit) {
      functions.push_back(address_of(init_code(*strategy, spec.subject)));
      continue;
    }
    for (const GuestRole& state : states) {
      const mmu::WritesCode& code =
          writes_code(*strategy, spec.subject.place.layout, state.role.kind, state.role.mode);
      functions.push_back(address_of(code.full));
      functions.push_back(address_of(code.early));
    }
  }
  std::sort(functions.begin(), functions.end());
  functions.erase(std::unique(functions.begin(), functions.end()), functions.end());
  return functions;
}

// Objects of AMD's vcpu_svm lie one after the other in a slab, so their structs begin at any of
// several phases; Intel's vcpu_vmx is a multiple of a line (facts, 1.3).
std::vector<std::size_t> phases_of(const JobSpec& spec) {
  const StructPlace& place = spec.subject.place;
  const bool varies = spec.subject.path == mmu::MmuKind::kNpt;
  std::vector<std::size_t> phases;
  for (std::size_t i = 0; i < spec.vcpus; ++i) {
    const std::size_t before = varies ? i * place.info().vcpu.svm_bytes : 0;
    phases.push_back((place.phase + before) % mmu::kCacheLineBytes);
  }
  return phases;
}

}  // namespace

Workbench::Workbench(const JobSpec& spec, std::span<const GuestRole> states, std::size_t vcpus)
    : spec_(spec),
      pinned_cpu_(pin_this_thread(spec.cpu).cpu),
      random_(spec.seed),
      setter_(make_setter(pinned_cpu_)),
      arena_(VcpuBank::arena_bytes(vcpus, states.size())),
      spare_memory_(VcpuBank::slot_bytes(states.size())),
      bank_(arena_, spec.subject, states, vcpus, phases_of(spec)),
      spare_(bank_.make(spare_memory_.data())),
      code_arena_(code_of(spec, states)) {}

void Workbench::draw() {
  bank_.place(random_);
  if (spec_.draw_code) code_arena_.draw(random_);
}

// A state that a passing disturbance hides deserves another look; one that is not there will not
// come.
StateCheck Workbench::check_patiently(double ticks_per_ns, const JobControl& control) {
  constexpr int kMostLooks = 4;
  if (!spec_.check_state) {
    return {.load_latency_ns = 0,
            .reference_ns = 0,
            .nearer_ns = 0,
            .farther_ns = 0,
            .reached = true,
            .reached_share = 1};
  }
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
      seen = watch_.since_last() | std::exchange(noted_, std::uint8_t{0});
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
  samples.state_method = spec_.check_state ? setter_.method(spec_.state) : "recorded footprint";
  samples.huge_page_share = arena_.huge_page_share();
  samples.pinned_cpu = pinned_cpu_;
  samples.wall_ns = ns_since(job_begin);
  return samples;
}

}  // namespace kvm_mmu_bench::core
