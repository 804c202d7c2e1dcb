// What happens to a vCPU besides resets: creation, CPUID, register writes, the unload before every
// reset, the guest running. All layouts by registry index, because callers know no layout types.
#pragma once

#include <cstddef>
#include <cstdint>

#include "guest.hpp"
#include "kind.hpp"
#include "machine.hpp"

namespace kvm_mmu_bench::mmu {

// A zeroed struct with invalid roots and this vCPU's root tables. identity: distinct per vCPU.
void create_mmu(std::size_t layout, void* mmu, std::uintptr_t identity);

// The block around root_mmu: walk_mmu at root_mmu, no CPUID yet. nested_mmu has its constant
// pointers from here on, whatever the strategy: nobody looks at them before its first reset.
void create_block(std::size_t layout, void* block, std::uintptr_t identity);

// KVM_SET_CPUID2: the values that the vCPU caches, and its table.
void set_cpuid(std::size_t layout, void* block, unsigned maxphyaddr, const CpuidEntry* entries,
               bool amd);

// Its other half: roles lose their valid bit, so that the next reset is a full one.
void invalidate_roles(std::size_t layout, void* block);
// Of one struct.
void invalidate_role(std::size_t layout, void* mmu);

// Registers as the guest's state has them, and walk_mmu as nested or not demands.
void load_registers(std::size_t layout, void* block, const GuestState& guest);

// kvm_mmu_unload: every root is invalid.
void unload_roots(std::size_t layout, void* mmu);

// What the next VM entry does after it: a valid root, and the last one remembered.
void load_root(std::size_t layout, void* mmu, std::uint64_t root_hpa);

}  // namespace kvm_mmu_bench::mmu
