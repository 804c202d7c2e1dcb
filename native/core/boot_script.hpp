// A workload as the replay needs it, and its resets with everything looked up.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "code_arena.hpp"
#include "timed_region.hpp"
#include "vcpu_bank.hpp"

namespace kvm_mmu_bench::core {

struct BootScript {
  // The guest's states. State 0 is the one that the vCPU begins in.
  std::vector<GuestRole> states;
  // Index into states, reset by reset.
  std::vector<std::uint32_t> resets;
  // Resets of each transition; adds up to resets.size().
  std::vector<std::uint32_t> transitions;
};

// guest_states: rows that resets refer to, by index; equal ones are made one. initial: the row that
// the vCPU begins in; without it, it was just created.
BootScript make_script(std::span<const mmu::GuestState> guest_states,
                       std::optional<std::size_t> initial, std::span<const std::uint32_t> resets,
                       std::span<const std::uint32_t> transitions, const Subject& subject);

// The resets of one boot of a vCPU. code: nullptr where the functions stay as compiled.
std::vector<BootReset> resolve(const BootScript& script, const mmu::Strategy& strategy,
                               const Subject& subject, const Vcpu& vcpu, const CodeArena* code);

// By reset: does it change the role, from the start of a boot?
std::vector<bool> full_resets(const BootScript& script);

}  // namespace kvm_mmu_bench::core
