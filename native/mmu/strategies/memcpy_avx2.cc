#include "copiers.hpp"

namespace kvm_mmu_bench::mmu {

struct Avx2 {
  static constexpr auto kKind = CopierKind::kAvx2;
  static constexpr std::size_t kBytes = 32;

  KVM_INLINE static void move(std::byte* to, const std::byte* from) {
    asm volatile("vmovdqu (%1), %%ymm0\n\tvmovdqu %%ymm0, (%0)" ::"r"(to), "r"(from) : "memory");
  }
};

struct MemcpyAvx2 : CopiesTemplate<VectorCopy<Avx2>> {
  static constexpr auto kName = "memcpy-avx2";
  static constexpr auto kDescription = "32-byte vector moves (a kernel may not use them here)";
  static constexpr std::uint32_t kNeeds = kAvx2;
};

constinit const Strategy kMemcpyAvx2 = make_strategy<MemcpyAvx2>();

}  // namespace kvm_mmu_bench::mmu
