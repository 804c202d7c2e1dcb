#include "../copy_pieces.hpp"
#include "../strategy.hpp"
#include "copiers.hpp"

namespace kvm_mmu_bench::mmu {

// Unaligned vector moves; the tail overlaps what is already copied, as in vector memcpys.
struct Avx512 {
  static constexpr std::size_t kVector = 64;

  template <std::size_t kBytes>
  KVM_INLINE static void copy(std::byte* to, const std::byte* from) {
    if constexpr (kBytes < kVector) {
      Mov64::copy<kBytes>(to, from);
    } else {
#pragma GCC unroll 8
      for (std::size_t at = 0; at + kVector <= kBytes; at += kVector)
        copy_vector(to + at, from + at);
      if constexpr (kBytes % kVector != 0) {
        copy_vector(to + kBytes - kVector, from + kBytes - kVector);
      }
    }
  }

 private:
  KVM_INLINE static void copy_vector(std::byte* to, const std::byte* from) {
    asm volatile("vmovdqu64 (%1), %%zmm16\n\tvmovdqu64 %%zmm16, (%0)" ::"r"(to), "r"(from)
                 : "memory");
  }
};

struct MemcpyAvx512 {
  static constexpr auto kName = "memcpy-avx512";
  static constexpr auto kDescription = "64-byte vector moves (a kernel may not use them here)";
  static constexpr std::uint32_t kNeeds = kAvx512f;
  static constexpr const char* kCaveat = nullptr;

  template <class Layout, class Guest>
  static void reset(void* mmu, const RoleState*, const std::byte* image) {
    copy_all_pieces<Avx512, Layout, Guest>(mmu, image);
  }
};

constinit const Strategy kMemcpyAvx512 = make_strategy<MemcpyAvx512>();

}  // namespace kvm_mmu_bench::mmu
