#include "copiers.hpp"

namespace kvm_mmu_bench::mmu {

struct Avx512 {
  static constexpr auto kKind = CopierKind::kAvx512;
  static constexpr std::size_t kBytes = 64;

  KVM_INLINE static void move(std::byte* to, const std::byte* from) {
    asm volatile("vmovdqu64 (%1), %%zmm16\n\tvmovdqu64 %%zmm16, (%0)" ::"r"(to), "r"(from)
                 : "memory");
  }
};

struct MemcpyAvx512 : CopiesTemplate<VectorCopy<Avx512>> {
  static constexpr auto kName = "memcpy-avx512";
  static constexpr auto kDescription = "64-byte vector moves (a kernel may not use them here)";
  static constexpr std::uint32_t kNeeds = kAvx512f;
  static constexpr bool kIsolated = true;
};

constinit const Strategy kMemcpyAvx512 = make_strategy<MemcpyAvx512>();

}  // namespace kvm_mmu_bench::mmu
