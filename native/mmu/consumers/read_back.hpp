// Loads of what a reset has just stored: of one pointer, or of those at the struct's start, which
// every kernel's layout has there and every full reset writes.
#pragma once

#include "consumers.hpp"

namespace kvm_mmu_bench::mmu {

void consume_nothing(std::byte* mmu, const ConsumerContext*, std::size_t);
void read_pointer(std::byte* mmu, const ConsumerContext* context, std::size_t);
void read_same_width(std::byte* mmu, const ConsumerContext*, std::size_t);
void read_narrower(std::byte* mmu, const ConsumerContext*, std::size_t);
void read_16_bytes(std::byte* mmu, const ConsumerContext*, std::size_t);
void read_32_bytes(std::byte* mmu, const ConsumerContext*, std::size_t);
void read_64_bytes(std::byte* mmu, const ConsumerContext*, std::size_t);

}  // namespace kvm_mmu_bench::mmu
