// The timed regions: the only code whose time is reported. Look at their disassembly when you touch
// them.
#pragma once

#include <cstdint>
#include <span>

#include "../mmu/strategy.hpp"
#include "retirement.hpp"
#include "slide.hpp"
#include "vcpu_bank.hpp"

namespace kvm_mmu_bench::core {

// One reset of a boot, resolved before timing. The role decides whether it is full or returns
// early.
struct BootReset {
  mmu::ResetFn reset;
  const mmu::RoleState* state;
  const std::byte* image;
};

// The code that a bank's region runs: the reset, and in the self-test a delay after it (nullptr:
// none).
struct BankCode {
  mmu::ResetFn reset;
  Slide delay;
};

// Ticks of `passes` full resets of every vCPU: the first pass goes to role state first_state, 0 or
// 1, and each one after it to the other.
std::uint64_t time_bank(std::span<const Vcpu> vcpus, BankCode code,
                        std::span<const mmu::RoleState, 2> states, std::size_t first_state,
                        std::size_t passes, Retirement retirement);

// Ticks of one transition's resets, each with its comparison of roles.
std::uint64_t time_transition(std::byte* mmu, std::size_t role_offset,
                              std::span<const BootReset> resets, Retirement retirement);

// The same resets without timers: how many were full.
std::size_t replay(std::byte* mmu, std::size_t role_offset, std::span<const BootReset> resets);

}  // namespace kvm_mmu_bench::core
