// Which bytes of the struct a strategy's reset writes, found by running its code.
#pragma once

#include <cstdint>
#include <vector>

#include "subject.hpp"

namespace kvm_mmu_bench::core {

// Offsets from the struct's start, ascending. early: of a call that finds its role unchanged.
std::vector<std::uint32_t> written_bytes(const mmu::Strategy& strategy, const Subject& subject,
                                         mmu::GuestMode mode, bool early = false);

}  // namespace kvm_mmu_bench::core
