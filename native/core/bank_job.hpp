// Bank: many vCPU blocks put into a state, then one timed region over a reset of each.
#pragma once

#include "job.hpp"

namespace kvm_mmu_bench::core {

struct BankSpec {
  JobSpec job;
  // The two role states that resets alternate between: in SMM and out of it, same guest mode.
  std::array<mmu::RoleState, 2> states;
};

struct BankSamples {
  JobSamples job;
  std::size_t vcpus;
  std::size_t resets_per_region;
};

// Resets that one timed region makes.
std::size_t resets_per_region(CacheState state);

BankSamples run_bank(const BankSpec& spec, const JobControl& control);

// A guest of this mode, as a usual one has its registers, in or out of SMM.
mmu::GuestRegisters typical_registers(mmu::GuestMode mode, bool smm);

}  // namespace kvm_mmu_bench::core
