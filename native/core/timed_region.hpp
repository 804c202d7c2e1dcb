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

// The code that a bank's region of scope `writes` runs: the reset, and in the self-test a delay
// after it (nullptr: none).
struct BankCode {
  mmu::ResetFn reset;
  Slide delay;
};

// Ticks of `passes` full resets of every vCPU: the first pass goes to role state first_state, 0 or
// 1, and each one after it to the other.
std::uint64_t time_bank(std::span<const Vcpu> vcpus, BankCode code,
                        std::span<const GuestRole, 2> states, std::size_t first_state,
                        std::size_t passes, Retirement retirement);

// A bank of whole calls: registers are in place for the first pass, and between two passes hflags
// is toggled by `toggle` in every vCPU (0: each later call returns early).
struct InitBank {
  mmu::InitFn init;
  const mmu::HostParameters* host;
  std::size_t hflags_offset;
  std::uint32_t toggle;
  // After each call; nullptr: none.
  Slide delay;
};

std::uint64_t time_init_bank(std::span<const Vcpu> vcpus, const InitBank& bank, std::size_t passes,
                             Retirement retirement);

// One reset of a boot, with everything looked up.
struct BootReset {
  const GuestRole* state;
  std::byte* mmu;
  // Scope `writes`: the stores of a full reset, and of one that returns early (nullptr: none).
  mmu::WritesCode writes;
  const std::byte* image;
  // Scope `init`: the call, and where to point walk_mmu and mmu before it (nullptr: left alone).
  mmu::InitFn init;
  std::byte* walk_mmu;
  std::byte* current_mmu;
};

// The vCPU whose boot it is.
struct BootVcpu {
  Vcpu vcpu;
  const Subject* subject;
};

// Ticks of one transition's resets, each with its comparison of roles.
std::uint64_t time_transition(const BootVcpu& vcpu, std::span<const BootReset> resets,
                              Retirement retirement);

// The same resets without timers: how many were full.
std::size_t replay(const BootVcpu& vcpu, std::span<const BootReset> resets);

}  // namespace kvm_mmu_bench::core
