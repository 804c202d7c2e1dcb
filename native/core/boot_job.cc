#include "boot_job.hpp"

#include <algorithm>
#include <stdexcept>

namespace kvm_mmu_bench::core {

namespace {

// One list of resets for the vCPU under test and one for the spare, which warms what they share.
// The control runs on the spare: its comparisons of roles must not fetch the very lines whose
// fetching is measured.
std::uint64_t time_boot(Workbench& bench, const JobSpec& spec, const BootScript& script,
                        std::size_t column, const std::atomic<bool>& cancelled) {
  const std::size_t role_offset = spec.place.info().role_offset;
  const Vcpu spare = bench.spare();
  const Vcpu vcpu = spec.columns[column] == &mmu::kEmpty ? spare : bench.bank().vcpus()[0];
  const auto code = [&](mmu::GuestMode mode) { return bench.code(column, mode); };
  const std::vector<BootReset> resets = resolve(script, code, vcpu);
  const std::vector<BootReset> spare_resets = resolve(script, code, spare);
  bench.bank().create();
  std::uint64_t ticks = 0;
  std::size_t next = 0;
  for (const std::uint32_t count : script.transitions) {
    if (cancelled) break;
    const auto transition = std::span(resets).subspan(next, count);
    bench.set_state();
    time_transition(spare.mmu, role_offset, std::span(spare_resets).subspan(next, count),
                    spec.retirement);
    warm(transition);
    ticks += time_transition(vcpu.mmu, role_offset, transition, spec.retirement);
    next += count;
  }
  return ticks;
}

}  // namespace

BootScript make_script(std::span<const mmu::GuestRegisters> guest_states,
                       std::span<const std::uint32_t> resets,
                       std::span<const std::uint32_t> transitions, const mmu::LayoutInfo& layout) {
  BootScript script;
  const auto index_of = [&](const mmu::GuestRegisters& registers) {
    const mmu::RoleState state = mmu::compute_role_state(registers, {}, layout.gpte_is_8_bytes);
    const auto same =
        std::find_if(script.states.begin(), script.states.end(),
                     [&](const mmu::RoleState& known) { return known.role == state.role; });
    const auto index = static_cast<std::uint32_t>(same - script.states.begin());
    if (same == script.states.end()) script.states.push_back(state);
    return index;
  };
  index_of({.cr0 = 0, .cr4 = 0, .efer = 0, .smm = false});
  std::vector<std::uint32_t> state_of_guest;
  for (const mmu::GuestRegisters& registers : guest_states) {
    state_of_guest.push_back(index_of(registers));
  }
  for (const std::uint32_t guest : resets) script.resets.push_back(state_of_guest.at(guest));
  script.transitions.assign(transitions.begin(), transitions.end());
  return script;
}

std::vector<BootReset> resolve(const BootScript& script, const CodeOf& code, const Vcpu& vcpu) {
  std::vector<BootReset> resets;
  resets.reserve(script.resets.size());
  for (const std::uint32_t index : script.resets) {
    const mmu::RoleState& state = script.states[index];
    resets.push_back({.reset = code(state.mode), .state = &state, .image = vcpu.image(index)});
  }
  return resets;
}

CodeOf compiled_code(const mmu::Strategy& strategy, StructPlace place) {
  return [&strategy, place](mmu::GuestMode mode) { return reset_fn(strategy, place, mode); };
}

BootSamples run_boots(const JobSpec& spec, const BootScript& script, const JobControl& control) {
  Workbench bench(spec, script.states, 1);
  const auto measure = [&](std::size_t column) {
    return time_boot(bench, spec, script, column, control.cancelled);
  };
  BootSamples samples{};
  samples.job = bench.run(control, measure);
  bench.bank().place(bench.random());
  const Vcpu& vcpu = bench.bank().vcpus()[0];
  const auto resets = resolve(script, compiled_code(mmu::kFieldByField, spec.place), vcpu);
  samples.full_resets = replay(vcpu.mmu, spec.place.info().role_offset, resets);
  samples.early_resets = resets.size() - samples.full_resets;
  return samples;
}

}  // namespace kvm_mmu_bench::core
