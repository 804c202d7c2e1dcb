#include "job.hpp"

#include <algorithm>

#include "pin.hpp"
#include "tsc.hpp"

namespace kvm_mmu_bench::core {

namespace {

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
      pinned_cpu_(pin_this_thread(spec.schedule.cpu).cpu),
      random_(spec.schedule.seed),
      setter_(make_setter(pinned_cpu_)),
      arena_(VcpuBank::arena_bytes(vcpus, states.size())),
      spare_memory_(VcpuBank::slot_bytes(states.size())),
      bank_(arena_, spec.subject, states, vcpus, phases_of(spec)),
      spare_(bank_.make(spare_memory_.data())),
      code_arena_(code_of(spec, states)),
      counter_log_(spec.counters, spec.columns.size()),
      runner_(spec.schedule, spec.columns.size(), random_) {}

void Workbench::draw() {
  counter_log_.begin_draw();
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

JobSamples Workbench::run(const JobControl& control,
                          const std::function<std::uint64_t(std::size_t)>& measure,
                          const std::function<void()>& settle) {
  const double ticks_per_ns = spec_.schedule.ticks_per_ns();
  const std::uint64_t begin = ticks_begin();
  JobSamples samples{};
  samples.check = check_patiently(ticks_per_ns, control);
  const double checking_ns = static_cast<double>(ticks_end() - begin) / ticks_per_ns;
  const auto draw_and_settle = [&] {
    draw();
    if (settle) settle();
  };
  static_cast<RoundSamples&>(samples) = runner_.run(control, draw_and_settle, measure);
  samples.counters = counter_log_.samples(samples.wall_ns * ticks_per_ns);
  samples.busy_ns += checking_ns;
  samples.wall_ns += checking_ns;
  samples.state_method = spec_.check_state ? setter_.method(spec_.state) : "recorded footprint";
  samples.huge_page_share = arena_.huge_page_share();
  samples.pinned_cpu = pinned_cpu_;
  return samples;
}

}  // namespace kvm_mmu_bench::core
