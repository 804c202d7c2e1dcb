// Boot: one vCPU block, a workload's transitions in order, each put into the state and timed; the
// sum is one boot.
#pragma once

#include "job.hpp"
#include "timed_region.hpp"

namespace kvm_mmu_bench::core {

// A workload as the replay needs it: role states, and which of them each reset goes to.
struct BootScript {
  // State 0 is that of vCPU creation.
  std::vector<mmu::RoleState> states;
  // Index into states, reset by reset.
  std::vector<std::uint32_t> resets;
  // Resets of each transition; adds up to resets.size().
  std::vector<std::uint32_t> transitions;
};

// Distinct guest states and the resets that go to them, with equal roles made one state.
BootScript make_script(std::span<const mmu::GuestRegisters> guest_states,
                       std::span<const std::uint32_t> resets,
                       std::span<const std::uint32_t> transitions, const mmu::LayoutInfo& layout);

struct BootSamples {
  JobSamples job;
  // Of one boot of the baseline, as the comparison of roles decided.
  std::size_t full_resets;
  std::size_t early_resets;
};

BootSamples run_boots(const JobSpec& spec, const BootScript& script, const JobControl& control);

// A strategy's code by guest mode.
using CodeOf = std::function<mmu::ResetFn(mmu::GuestMode)>;
CodeOf compiled_code(const mmu::Strategy& strategy, StructPlace place);

// The resets of one boot of a vCPU, with everything looked up.
std::vector<BootReset> resolve(const BootScript& script, const CodeOf& code, const Vcpu& vcpu);

}  // namespace kvm_mmu_bench::core
