// Reading the time stamp counter around a region. Ticks are not core cycles: convert with
// calibrated rates.
#pragma once

#include <cstdint>

namespace kvm_mmu_bench::core {

// Nothing before it is still executing, nothing after it has begun.
[[gnu::always_inline]] inline std::uint64_t ticks_begin() {
  std::uint32_t low, high;
  asm volatile("lfence\n\trdtsc\n\tlfence" : "=a"(low), "=d"(high)::"memory");
  return std::uint64_t{high} << 32 | low;
}

// Everything before it has executed; nothing after it has begun. Stores may still be in the store
// buffer: a region that must include them ends with drain_stores().
[[gnu::always_inline]] inline std::uint64_t ticks_end() {
  std::uint32_t low, high, aux;
  asm volatile("rdtscp\n\tlfence" : "=a"(low), "=d"(high), "=c"(aux)::"memory");
  return std::uint64_t{high} << 32 | low;
}

// Waits until the store buffer is empty and write-combining buffers are flushed.
[[gnu::always_inline]] inline void drain_stores() { asm volatile("mfence" ::: "memory"); }

}  // namespace kvm_mmu_bench::core
