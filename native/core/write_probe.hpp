// Which bytes the compiled code of a strategy writes: observed, not declared.
#pragma once

#include <cstdint>
#include <vector>

#include "vcpu_bank.hpp"

namespace kvm_mmu_bench::core {

// Offsets from the struct's start, ascending, of one full reset in this guest mode.
std::vector<std::uint32_t> written_bytes(const mmu::Strategy& strategy, std::size_t layout,
                                         mmu::GuestMode mode);

}  // namespace kvm_mmu_bench::core
