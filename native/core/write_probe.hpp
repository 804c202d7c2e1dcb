// Which bytes of the struct a strategy's full reset writes, found by running its code.
#pragma once

#include <cstdint>
#include <vector>

#include "subject.hpp"

namespace kvm_mmu_bench::core {

// Offsets from the struct's start, ascending.
std::vector<std::uint32_t> written_bytes(const mmu::Strategy& strategy, const Subject& subject,
                                         mmu::GuestMode mode);

}  // namespace kvm_mmu_bench::core
