// Hardware performance counters.
#pragma once

#include <string>

namespace kvm_mmu_bench::core {

// Why a user-space cycle counter cannot be opened, with errno and its likely cause; empty if it
// can.
std::string hardware_counters_unavailable();

}  // namespace kvm_mmu_bench::core
