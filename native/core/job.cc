#include "job.hpp"

#include <algorithm>

namespace kvm_mmu_bench::core {

namespace {

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
    : Bench({.schedule = spec.schedule,
             .state = spec.state,
             .check_state = spec.check_state,
             .counters = spec.counters,
             .columns = spec.columns.size()}),
      spec_(spec),
      arena_(VcpuBank::arena_bytes(vcpus, states.size())),
      spare_memory_(VcpuBank::slot_bytes(states.size())),
      bank_(arena_, spec.subject, states, vcpus, phases_of(spec)),
      spare_(bank_.make(spare_memory_.data())),
      code_arena_(movable_code(code_of(spec, states))) {}

JobSamples Workbench::run(const JobControl& control,
                          const std::function<std::uint64_t(std::size_t)>& measure,
                          const std::function<void()>& settle) {
  const auto draw_code = [&] {
    if (spec_.draw_code) code_arena_.draw(random());
  };
  return Bench::run(control, bank_, draw_code, measure, settle);
}

}  // namespace kvm_mmu_bench::core
