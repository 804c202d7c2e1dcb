// The struct's bytes after a sequence of resets: what equivalence of strategies means.
#pragma once

#include <cstdint>
#include <vector>

#include "boot_job.hpp"

namespace kvm_mmu_bench::core {

// Each reset as kvm_mmu_reset_context makes it: roots unloaded, then the reset, if the role
// changed. Before the next one the guest runs, which loads a root. Ends after the last reset.
std::vector<std::uint8_t> bytes_after(const BootScript& script, const mmu::Strategy& strategy,
                                      std::size_t layout);

}  // namespace kvm_mmu_bench::core
