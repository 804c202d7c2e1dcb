// The timed regions: the only code whose time is reported. Look at their disassembly when you touch
// them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "../mmu/strategy.hpp"
#include "retirement.hpp"
#include "slide.hpp"
#include "vcpu_bank.hpp"

namespace kvm_mmu_bench::core {

// The code that a bank's region of scope `writes` runs: the reset, and in the self-test a delay
// after it (nullptr: none).
template <class Reset>
struct ResetCode {
  Reset reset;
  Slide delay;
};

using BankCode = ResetCode<mmu::ResetFn>;

// Ticks of `passes` full resets of every vCPU: the first pass goes to role state first_state, 0 or
// 1, and each one after it to the other.
std::uint64_t time_bank(std::span<const Vcpu> vcpus, BankCode code,
                        std::span<const GuestRole, 2> states, std::size_t first_state,
                        std::size_t passes, Retirement retirement);

// Code made at run time. values, image: a struct's bytes as they shall be after the reset, the ones
// hot, the others the block's own.
using ProgramFn = void (*)(std::byte* mmu, const std::byte* values, const std::byte* image);

// A struct and its images, in a block of a bank. Members are named as a vCPU's, because the same
// loop times both.
struct ProgramBlock {
  std::byte* mmu;
  std::byte* images;
  // As far apart as vCPUs are, so that the loop reads as many lines.
  std::array<std::byte, sizeof(Vcpu) - 2 * sizeof(std::byte*)> rest;
};
static_assert(sizeof(ProgramBlock) == sizeof(Vcpu));

// The values of both states, and as far apart the images of every block.
struct ProgramStates {
  const std::byte* first;
  std::size_t stride;

  const std::byte& operator[](std::size_t state) const { return first[state * stride]; }
};

// As time_bank().
std::uint64_t time_programs(std::span<const ProgramBlock> blocks, ResetCode<ProgramFn> code,
                            ProgramStates states, std::size_t first_state, std::size_t passes,
                            Retirement retirement);

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
