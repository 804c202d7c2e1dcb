// Bank: many vCPU blocks put into a state, then one timed region over a reset of each.
#pragma once

#include "job.hpp"

namespace kvm_mmu_bench::core {

struct BankSpec {
  JobSpec job;
  // The two states that resets alternate between: out of SMM and in it, same guest mode.
  std::array<GuestRole, 2> states;
  // Scope `init`: every call returns early, because nothing changed.
  bool early;
};

struct BankSamples {
  JobSamples job;
  std::size_t vcpus;
  std::size_t resets_per_region;
};

// How many blocks a timed region has, and how often it passes over them.
struct Region {
  std::size_t blocks;
  std::size_t passes;
};

Region region_of(CacheState state, Scope scope);

// All blocks stand in state 0 before they are timed: the first pass moves them to state 1.
inline constexpr std::size_t kFirstState = 1;

// Resets that one timed region makes.
std::size_t resets_per_region(CacheState state, Scope scope);

BankSamples run_bank(const BankSpec& spec, const JobControl& control);

// A guest of this mode, as a usual one has its registers, in or out of SMM.
mmu::GuestState typical_guest(mmu::GuestMode mode, bool smm);

// A usual guest's states out of SMM and in it.
std::array<GuestRole, 2> bank_states(const Subject& subject, mmu::GuestMode mode);

}  // namespace kvm_mmu_bench::core
