// Putting lines where a reset shall find them.
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "arena.hpp"
#include "caches.hpp"
#include "cpu.hpp"

namespace kvm_mmu_bench::core {

enum class CacheState { kHot, kL1Evicted, kL2Evicted, kDram };

struct CacheStateInfo {
  std::string_view name;
  std::string_view description;
};

// In the order of CacheState.
inline constexpr std::array<CacheStateInfo, 4> kCacheStates{{
    {"hot", "modified in the first-level cache"},
    {"l1-evicted", "dirty in the second-level cache"},
    {"l2-evicted", "in the last-level cache, as far as the host leaves room there"},
    {"dram", "flushed to memory"},
}};

// Writes what is there: the line becomes modified in the first level, its contents stay.
void touch_line(std::byte* address);

class CacheStateSetter {
 public:
  // caches: of the CPU that will measure. Owns memory of three times L2.
  CacheStateSetter(const Cpu& cpu, std::span<const Cache> caches);

  // Lines are left dirty in their state. Takes from microseconds (hot, dram) to about a
  // millisecond.
  void set(CacheState state, std::span<std::byte* const> lines) const;

  // How set() makes this state, for the record.
  std::string_view method(CacheState state) const;

  std::size_t l1_bytes() const { return l1_.size_bytes; }
  std::size_t l2_bytes() const { return l2_.size_bytes; }

 private:
  void evict_from_l1(std::span<std::byte* const> lines) const;
  void sweep() const;
  void flush(std::span<std::byte* const> lines) const;

  Cache l1_;
  Cache l2_;
  bool flush_opt_;
  Arena conflicts_;
};

}  // namespace kvm_mmu_bench::core
