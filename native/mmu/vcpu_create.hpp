// What happens to the struct besides resets: creation, the unload before every reset, the guest
// running.
#pragma once

#include <cstddef>
#include <cstdint>

namespace kvm_mmu_bench::mmu {

// All layouts by registry index, because callers know no layout types.

// A zeroed struct with invalid roots and this vCPU's root tables. identity: distinct per vCPU.
void create_mmu(std::size_t layout, void* mmu, std::uintptr_t identity);

// kvm_mmu_unload: every root is invalid.
void unload_roots(std::size_t layout, void* mmu);

// What the next VM entry does after it: a valid root, and the last one remembered.
void load_root(std::size_t layout, void* mmu, std::uint64_t root_hpa);

}  // namespace kvm_mmu_bench::mmu
