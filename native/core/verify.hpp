// A vCPU's structs after a sequence of resets: what equivalence of strategies means.
#pragma once

#include <cstdint>
#include <vector>

#include "boot_job.hpp"

namespace kvm_mmu_bench::core {

struct StructBytes {
  std::vector<std::uint8_t> root_mmu;
  std::vector<std::uint8_t> nested_mmu;
};

// What becomes of prepared templates when the guest's CPUID changes.
enum class Templates { kMadeAnew, kKept };

// Each reset as kvm_mmu_reset_context makes it: roots unloaded, then the reset, if the role
// changed. Before the next one the guest runs, which loads a root. Where the next state has another
// MAXPHYADDR, KVM_SET_CPUID2 comes first. Ends after the last reset.
StructBytes bytes_after(const BootScript& script, const mmu::Strategy& strategy,
                        const Subject& subject, Templates templates);

}  // namespace kvm_mmu_bench::core
