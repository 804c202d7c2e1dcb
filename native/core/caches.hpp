// Cache geometry, as the system reports it.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace kvm_mmu_bench::core {

struct Cache {
  int level;
  std::string type;  // data, instruction or unified
  std::size_t size_bytes;
  std::size_t ways;
  std::size_t sets;
  std::size_t line_bytes;
};

// From sysfs, else from CPUID; empty if neither tells.
std::vector<Cache> read_caches(int cpu);

// The data (or unified) cache of a level; nullptr if there is none.
const Cache* data_cache(std::span<const Cache> caches, int level);

}  // namespace kvm_mmu_bench::core
