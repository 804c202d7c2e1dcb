// Which bytes of the struct a strategy's reset writes, found by running its code.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "subject.hpp"

namespace kvm_mmu_bench::core {

// Offsets from the struct's start, ascending. early: of a call that finds its role unchanged.
std::vector<std::uint32_t> written_bytes(const mmu::Strategy& strategy, const Subject& subject,
                                         mmu::GuestMode mode, bool early = false);

// Offsets at which the two, of equal size, have the same byte, ascending: what was written over
// opposite fillings.
std::vector<std::uint32_t> same_bytes(std::span<const std::byte> low,
                                      std::span<const std::byte> high);

// What a full reset of the baseline on EPT, without paging, stores as a number of its own into a
// field of at most 8 bytes: sign-extended; none where the value depends on the state, or nothing is
// written.
std::optional<std::int64_t> immediate_of(std::size_t layout, const mmu::Field& field);

}  // namespace kvm_mmu_bench::core
